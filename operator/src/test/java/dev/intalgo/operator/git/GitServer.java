package dev.intalgo.operator.git;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceivePack;

/** A Git server with one repository, {@code /team/shop.git}, of the user {@code me} with the password {@code secret}. */
public final class GitServer implements AutoCloseable {
    public static final Credentials.Basic GOOD = new Credentials.Basic("me", "secret");

    public final AtomicInteger pushes = new AtomicInteger();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    public volatile PreReceiveHook rule = PreReceiveHook.NULL;
    volatile boolean open;
    public volatile boolean readOnly;
    volatile Credentials.Basic user = GOOD;
    volatile String redirect;

    private final Path directory;
    private final Server server = new Server();
    private final ServerConnector connector;

    private GitServer(Path directory, SslContextFactory.Server tls) {
        this.directory = directory;
        this.connector = tls == null
                ? new ServerConnector(server)
                : new ServerConnector(server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory());
    }

    public static GitServer start(Path directory, SslContextFactory.Server tls) throws Exception {
        Disc.create(directory);
        GitServer started = new GitServer(directory, tls);
        started.connector.setHost("127.0.0.1");
        started.server.addConnector(started.connector);
        GitServlet git = new GitServlet();
        git.setRepositoryResolver((request, name) -> started.open(name));
        git.setReceivePackFactory((request, repository) -> started.receive(repository));
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(git), "/*");
        context.addFilter(started::guard, "/*", null);
        started.server.setHandler(context);
        started.server.start();
        return started;
    }

    private Repository open(String name) throws org.eclipse.jgit.errors.RepositoryNotFoundException {
        if (!name.equals("team/shop.git")) {
            throw new org.eclipse.jgit.errors.RepositoryNotFoundException(name);
        }
        try {
            return Disc.open(directory);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ReceivePack receive(Repository repository) {
        ReceivePack pack = new ReceivePack(repository);
        pack.setPreReceiveHook((p, commands) -> {
            pushes.incrementAndGet();
            rule.onPreReceive(p, commands);
        });
        return pack;
    }

    private void guard(
            jakarta.servlet.ServletRequest in, jakarta.servlet.ServletResponse out, jakarta.servlet.FilterChain chain)
            throws IOException, jakarta.servlet.ServletException {
        var request = (jakarta.servlet.http.HttpServletRequest) in;
        var response = (jakarta.servlet.http.HttpServletResponse) out;
        String given = request.getHeader("Authorization");
        authorizations.add(String.valueOf(given));
        String good = HttpConnections.authorization(user);
        boolean write = (request.getRequestURI() + "?" + request.getQueryString()).contains("git-receive-pack");
        if (redirect != null) {
            response.setStatus(302);
            response.setHeader("Location", redirect + request.getRequestURI() + "?" + request.getQueryString());
        } else if (!open && !good.equals(given)) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"git\"");
            response.sendError(401);
        } else if (write && readOnly) {
            response.sendError(403);
        } else {
            chain.doFilter(in, out);
        }
    }

    public URI url() {
        boolean tls = connector.getConnectionFactory(SslConnectionFactory.class) != null;
        return URI.create((tls ? "https" : "http") + "://localhost:" + connector.getLocalPort() + "/team/shop.git");
    }

    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
