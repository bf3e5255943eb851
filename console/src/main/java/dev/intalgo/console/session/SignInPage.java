package dev.intalgo.console.session;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URISyntaxException;

/** The page to sign in on. */
@ApplicationScoped
class SignInPage {
    private static final int INVALID = 422;
    private static final URI HOME = URI.create("/");

    private final Oidc oidc;

    SignInPage(Oidc oidc) {
        this.oidc = oidc;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance signIn(String to, String error, String provider, String signOut);
    }

    /**
     * @param to where to go then
     * @param signedOut whether somebody has just signed out, and may want to do so at their provider as well
     */
    TemplateInstance of(String to, boolean signedOut) {
        return page(to, "", signedOut ? oidc.signOut() : "");
    }

    Response refused(String to, String error) {
        return refused(INVALID, to, error);
    }

    Response refused(int status, String to, String error) {
        return Response.status(status).entity(page(to, error, "")).build();
    }

    private TemplateInstance page(String to, String error, String signOut) {
        return Templates.signIn(to, error, oidc.title(), signOut);
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
