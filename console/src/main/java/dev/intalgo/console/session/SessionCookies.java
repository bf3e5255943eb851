package dev.intalgo.console.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The cookie that a browser has while somebody is signed in. */
@ApplicationScoped
public class SessionCookies {
    /** Its name. */
    public static final String NAME = "intalgo-session";

    private final boolean secure;

    SessionCookies(@ConfigProperty(name = "quarkus.rest-csrf.cookie-force-secure") boolean secure) {
        this.secure = secure;
    }

    /** For a session, until the browser is closed. */
    NewCookie of(String session) {
        return cookie(session, NewCookie.DEFAULT_MAX_AGE);
    }

    /** Takes it away. */
    public NewCookie gone() {
        return cookie("", 0);
    }

    private NewCookie cookie(String value, int maxAge) {
        return new NewCookie.Builder(NAME)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(maxAge)
                .build();
    }
}
