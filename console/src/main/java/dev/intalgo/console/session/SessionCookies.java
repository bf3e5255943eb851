package dev.intalgo.console.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The cookies by which a browser is known. */
@ApplicationScoped
public class SessionCookies {
    /** The name of the one that a browser has while somebody is signed in. */
    public static final String NAME = "intalgo-session";

    /** The name of the one that a browser has while somebody signs in by a provider. */
    static final String ATTEMPT = "intalgo-sign-in";

    private final boolean secure;

    SessionCookies(@ConfigProperty(name = "quarkus.rest-csrf.cookie-force-secure") boolean secure) {
        this.secure = secure;
    }

    /** For a session, until the browser is closed. */
    NewCookie of(String session) {
        return cookie(NAME, "/", session, NewCookie.DEFAULT_MAX_AGE);
    }

    /** Takes it away. */
    public NewCookie gone() {
        return cookie(NAME, "/", "", 0);
    }

    /** For an attempt to sign in by a provider. */
    NewCookie attempt(String state) {
        return cookie(ATTEMPT, OidcResource.PATH, state, (int) Oidc.ATTEMPT.toSeconds());
    }

    NewCookie attemptGone() {
        return cookie(ATTEMPT, OidcResource.PATH, "", 0);
    }

    private NewCookie cookie(String name, String path, String value, int maxAge) {
        return new NewCookie.Builder(name)
                .value(value)
                .path(path)
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(maxAge)
                .build();
    }
}
