package dev.intalgo.operator.git;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.auth.Caller;
import dev.intalgo.operator.auth.Callers;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.http.server.resolver.AsIsFileService;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.resolver.ServiceNotEnabledException;
import org.jboss.logging.Logger;

/**
 * Serves the repositories of all projects by Git's smart HTTP protocol, at {@code /git/<namespace>/<project>.git}:
 * those on the volume, and for reading the operator's copies of remote ones.
 *
 * <p>Callers show a Kubernetes token, as a bearer token or as the password of any user. A project's own dbt pods may
 * read; everybody else as they may {@code get} (clone, fetch) or {@code update} (push) the project.
 */
@WebServlet(urlPatterns = "/git/*", name = "git", asyncSupported = false)
public class GitHttpServlet extends GitServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(GitHttpServlet.class);
    private static final Pattern PATH =
            Pattern.compile("/([^/]+)/([^/]+)\\.git/(info/refs|git-upload-pack|git-receive-pack)");
    private static final String WRITE = "git-receive-pack";
    /** Attributes of an admitted request. JGit's filters hand on another path than the one that was asked for. */
    private static final String ID = GitHttpServlet.class.getName() + ".id";

    private static final String LOCATION = GitHttpServlet.class.getName() + ".location";
    private static final String OWN_POD = GitHttpServlet.class.getName() + ".ownPod";

    private final transient Callers callers;
    private final transient Repositories repositories;
    private final transient Locations locations;
    private final transient KubernetesClient client;
    private final transient Event<Pushed> pushed;

    @Inject
    GitHttpServlet(
            Callers callers,
            Repositories repositories,
            Locations locations,
            KubernetesClient client,
            Event<Pushed> pushed) {
        this.callers = callers;
        this.repositories = repositories;
        this.locations = locations;
        this.client = client;
        this.pushed = pushed;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        setAsIsFileService(AsIsFileService.DISABLED);
        setRepositoryResolver((request, name) -> repository(request));
        setReceivePackFactory(this::receive);
        super.init(config);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            if (admit(request, response)) {
                super.service(request, response);
            }
        } catch (KubernetesClientException e) {
            LOG.warnf("the API server did not answer a Git request: %s", e.getMessage());
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the API server does not answer: try again");
        }
    }

    /** Whether the request may go on; if not, it has been answered. */
    private boolean admit(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Caller> caller = token(request).flatMap(callers::forAnyone);
        if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"intalgo\", charset=\"UTF-8\"");
            return refuse(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "sign in with a Kubernetes token as the password, for example from kubectl create token");
        }
        Optional<RepositoryId> id = id(request);
        if (id.isEmpty()) {
            return refuse(response, HttpServletResponse.SC_NOT_FOUND, "there is nothing here");
        }
        boolean write = isWrite(request);
        if (!may(caller.get(), id.get(), write)) {
            return refuse(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    caller.get().username() + " may not " + (write ? "update" : "get") + " intalgoprojects.intalgo.dev/"
                            + id.get().project() + " in namespace " + id.get().namespace());
        }
        request.setAttribute(ID, id.get());
        request.setAttribute(OWN_POD, own(caller.get(), id.get()));
        return locate(request, response, id.get(), write);
    }

    private boolean locate(HttpServletRequest request, HttpServletResponse response, RepositoryId id, boolean write)
            throws IOException {
        IntalgoProject project = client.resources(IntalgoProject.class)
                .inNamespace(id.namespace())
                .withName(id.project())
                .get();
        if (project == null) {
            return refuse(response, HttpServletResponse.SC_NOT_FOUND, "there is no project " + id);
        }
        try {
            Location location = locations.location(project);
            if (write && location instanceof Location.Remote remote) {
                return refuse(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        "the repository of " + id + " is at " + remote.url() + ": push there");
            }
            request.setAttribute(LOCATION, location);
            return true;
        } catch (NotReady e) {
            return refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    private static boolean isWrite(HttpServletRequest request) {
        return request.getRequestURI().endsWith(WRITE) || WRITE.equals(request.getParameter("service"));
    }

    private static boolean refuse(HttpServletResponse response, int status, String why) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println(why);
        return false;
    }

    private static Optional<String> token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        int space = header == null ? -1 : header.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        String value = header.substring(space + 1).strip();
        return switch (header.substring(0, space).toLowerCase(java.util.Locale.ROOT)) {
            case "bearer" -> Optional.of(value);
            case "basic" -> password(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> password(String basic) {
        try {
            String decoded = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(decoded.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not base64: the same as no password.
        }
    }

    private static Optional<RepositoryId> id(HttpServletRequest request) {
        Matcher path = PATH.matcher(request.getPathInfo() == null ? "" : request.getPathInfo());
        if (!path.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RepositoryId(path.group(1), path.group(2)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // A name that no project can have.
        }
    }

    private boolean may(Caller caller, RepositoryId id, boolean write) {
        boolean keeper = caller.username().equals(account(id, Names.keeper(id.project())));
        return keeper
                || !write && own(caller, id)
                || callers.may(caller, write ? "update" : "get", "intalgoprojects", id.namespace(), id.project());
    }

    private static boolean own(Caller caller, RepositoryId id) {
        return caller.username().equals(account(id, Names.dbtAccount(id.project())));
    }

    private static String account(RepositoryId id, String name) {
        return new Caller.Account(id.namespace(), name).username();
    }

    private Repository repository(HttpServletRequest request)
            throws RepositoryNotFoundException, ServiceNotEnabledException {
        RepositoryId id = (RepositoryId) request.getAttribute(ID);
        var location = (Location) request.getAttribute(LOCATION);
        // A pod is told of commits that the operator has seen, and can do with them while a Git server is away. What
        // a fetch says first, its second request goes on with.
        boolean current = !(Boolean) request.getAttribute(OWN_POD) && "GET".equals(request.getMethod());
        try {
            if (location instanceof Location.Volume volume && isWrite(request)) {
                // The keeper hands in what the operator has lost, or never had.
                repositories.make(id, volume);
            }
            return repositories
                    .serve(id, location, current)
                    .orElseThrow(() -> new RepositoryNotFoundException(id.toString()));
        } catch (GitException e) {
            LOG.warnf("the repository of %s cannot be served: %s", id, e.getMessage());
            throw new ServiceNotEnabledException(e.getMessage(), e);
        }
    }

    private ReceivePack receive(HttpServletRequest request, Repository repository) throws ServiceNotEnabledException {
        RepositoryId id = (RepositoryId) request.getAttribute(ID);
        // Only what is on the volume is written to: others were refused.
        var location = (Location.Volume) request.getAttribute(LOCATION);
        ReceivePack pack = new ReceivePack(repository);
        pack.setCheckReceivedObjects(true);
        pack.setMaxPackSizeLimit(room(location, id));
        // Whether the main branch grows is checked, and said in plain words, by the rules.
        pack.setAllowNonFastForwards(true);
        pack.setPreReceiveHook(new MainBranchRules(() -> repositories.isLeft(id, location)));
        pack.setPostReceiveHook((done, commands) -> pushed.fire(new Pushed(id)));
        return pack;
    }

    private long room(Location.Volume location, RepositoryId id) throws ServiceNotEnabledException {
        try {
            return Math.max(1, location.maxBytes() - repositories.size(id));
        } catch (IOException e) {
            throw new ServiceNotEnabledException(e.getMessage(), e);
        }
    }
}
