package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** Signing in by a Kubernetes token, and out. */
@Path("/")
@RunOnVirtualThread
public class SignInResource {
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;

    private final Sessions sessions;
    private final SessionCookies cookies;
    private final SignInPage page;
    private final Failures failures;

    SignInResource(Sessions sessions, SessionCookies cookies, SignInPage page, Failures failures) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.page = page;
        this.failures = failures;
    }

    @GET
    @Path("sign-in")
    public TemplateInstance page(
            @QueryParam("to") @DefaultValue("/") String to,
            @QueryParam("signed-out") @DefaultValue("false") boolean signedOut) {
        return page.of(to, signedOut);
    }

    /** A browser that was signed in already gets a new session, and the one that it had ends. */
    @POST
    @Path("sign-in")
    public Response signIn(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("to") String to,
            @CookieParam(SessionCookies.NAME) String before,
            @Context HttpServerRequest request) {
        var given = token.strip();
        if (!given.matches("[\\x21-\\x7e]+")) {
            return page.refused(to, "Paste a token: a line of letters, digits and signs, without spaces.");
        }
        var address = request.remoteAddress().hostAddress();
        if (failures.tooMany(address)) {
            var refused = page.refused(TOO_MANY, to, "Too many tokens were refused. Try again in a minute.");
            refused.getHeaders().putSingle(HttpHeaders.RETRY_AFTER, Failures.WITHIN.toSeconds());
            return refused;
        }
        try {
            var id = sessions.signIn(() -> given);
            if (before != null) {
                sessions.signOut(before);
            }
            return Response.seeOther(SignInPage.local(to))
                    .cookie(cookies.of(id))
                    .build();
        } catch (KubernetesClientException e) {
            if (e.getCode() == UNAUTHORIZED) {
                failures.count(address);
                return page.refused(to, "The cluster does not know this token, or it has expired: make a new one.");
            }
            return page.refused(to, Clusters.AWAY);
        }
    }

    /** @param everywhere whether to end what the same person has in other browsers, too */
    @POST
    @Path("sign-out")
    public Response signOut(
            @CookieParam(SessionCookies.NAME) @DefaultValue("") String id,
            @FormParam("everywhere") @DefaultValue("false") boolean everywhere) {
        var ended = sessions.signOut(id);
        if (everywhere) {
            ended.map(Session::person).ifPresent(sessions::signOutEverywhere);
        }
        var byProvider = ended.filter(session -> session.token() instanceof OidcToken);
        return Response.seeOther(
                        byProvider.isPresent()
                                ? URI.create(SessionMechanism.SIGN_IN + "?signed-out=true")
                                : SessionMechanism.SIGN_IN)
                .cookie(cookies.gone())
                .build();
    }
}
