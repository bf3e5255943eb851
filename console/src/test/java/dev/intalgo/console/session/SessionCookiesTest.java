package dev.intalgo.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.NewCookie;
import org.junit.jupiter.api.Test;

class SessionCookiesTest {
    private final SessionCookies cookies = new SessionCookies(true);

    @Test
    void keepsCookiesFromScriptsFromOtherSitesAndFromPlainHttp() {
        for (var cookie : new NewCookie[] {cookies.of("id"), cookies.attempt("state"), cookies.gone()}) {
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(cookie.isSecure()).isTrue();
            assertThat(cookie.getSameSite()).isEqualTo(NewCookie.SameSite.LAX);
            assertThat(cookie.getDomain()).isNull();
        }
    }
}
