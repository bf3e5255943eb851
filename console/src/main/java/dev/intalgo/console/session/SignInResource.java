package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;

/** Signing in by a Kubernetes token, and out. */
@Path("/")
@RunOnVirtualThread
public class SignInResource {
    private static final int UNAUTHORIZED = 401;
    private static final int INVALID = 422;
    private static final URI HOME = URI.create("/");

    private final Sessions sessions;
    private final SessionCookies cookies;

    SignInResource(Sessions sessions, SessionCookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance signIn(String to, String error);
    }

    @GET
    @Path("sign-in")
    public TemplateInstance page(@QueryParam("to") @DefaultValue("/") String to) {
        return Templates.signIn(to, "");
    }

    @POST
    @Path("sign-in")
    public Response signIn(@FormParam("token") @DefaultValue("") String token, @FormParam("to") String to) {
        var given = token.strip();
        if (!given.matches("[\\x21-\\x7e]+")) {
            return refused(to, "Paste a token: a line of letters, digits and signs, without spaces.");
        }
        try {
            return Response.seeOther(local(to))
                    .cookie(cookies.of(sessions.signIn(given)))
                    .build();
        } catch (KubernetesClientException e) {
            return refused(
                    to,
                    e.getCode() == UNAUTHORIZED
                            ? "The cluster does not know this token, or it has expired: make a new one."
                            : "The cluster's API server cannot be reached. Try again; if it stays so, tell who runs it.");
        }
    }

    private static Response refused(String to, String error) {
        return Response.status(INVALID).entity(Templates.signIn(to, error)).build();
    }

    @POST
    @Path("sign-out")
    public Response signOut(@CookieParam(SessionCookies.NAME) String id) {
        if (id != null) {
            sessions.signOut(id);
        }
        return Response.seeOther(SessionMechanism.SIGN_IN)
                .cookie(cookies.gone())
                .build();
    }

    /** A page of the console, and none elsewhere that a link has named. */
    static URI local(String to) {
        try {
            var uri = new URI(to == null ? "/" : to);
            return uri.isAbsolute()
                            || uri.getRawAuthority() != null
                            || !uri.getPath().startsWith("/")
                    ? HOME
                    : uri;
        } catch (URISyntaxException e) {
            return HOME;
        }
    }
}
