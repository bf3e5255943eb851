package dev.intalgo.console.session;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;

/** Signing in by an OpenID Connect provider: to it, and back from it. */
@Path(OidcResource.PATH)
@RunOnVirtualThread
public class OidcResource {
    static final String PATH = "/sign-in/oidc";

    private static final Logger LOG = Logger.getLogger(OidcResource.class);
    private static final int UNAUTHORIZED = 401;

    private final Oidc oidc;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final SignInPage page;

    OidcResource(Oidc oidc, Sessions sessions, SessionCookies cookies, SignInPage page) {
        this.oidc = oidc;
        this.sessions = sessions;
        this.cookies = cookies;
        this.page = page;
    }

    @GET
    public Response begin(@QueryParam("to") @DefaultValue("/") String to) {
        if (!oidc.configured()) {
            throw new NotFoundException();
        }
        try {
            var begun = oidc.begin(to);
            return Response.seeOther(begun.uri())
                    .cookie(cookies.attempt(begun.state()))
                    .build();
        } catch (OidcFailure e) {
            return refused(to, e);
        }
    }

    /** Where the provider leads back. */
    @GET
    @Path("back")
    public Response back(
            @Context UriInfo asked,
            @CookieParam(SessionCookies.ATTEMPT) String attempt,
            @CookieParam(SessionCookies.NAME) String before) {
        if (!oidc.configured()) {
            throw new NotFoundException();
        }
        try {
            var done = oidc.complete(asked.getRequestUri(), attempt);
            var id = sessions.signIn(done.token());
            if (before != null) {
                sessions.signOut(before);
            }
            return Response.seeOther(SignInPage.local(done.to()))
                    .cookie(cookies.of(id), cookies.attemptGone())
                    .build();
        } catch (OidcFailure e) {
            return refused("/", e);
        } catch (KubernetesClientException e) {
            return page.refused(
                    "/",
                    e.getCode() == UNAUTHORIZED
                            ? "The cluster does not take what %s says of you: its API server must trust it."
                                    .formatted(oidc.title())
                            : Clusters.AWAY);
        }
    }

    private Response refused(String to, OidcFailure e) {
        LOG.warnf(e, "somebody could not sign in by %s: %s", oidc.title(), e.getMessage());
        return page.refused(to, "You could not be signed in by %s. %s".formatted(oidc.title(), e.getMessage()));
    }
}
