package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Behind a proxy that has signed people in, and sends the token of each. */
@QuarkusTest
@TestProfile(ProxyIT.BehindProxy.class)
@WithTestResource(ClusterResource.class)
class ProxyIT {
    private static final String HEADER = "X-Forwarded-Access-Token";

    @TestHTTPResource("/")
    URI console;

    public static class BehindProxy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("intalgo.console.token-header", HEADER);
        }
    }

    @Test
    void knowsPeopleByTheTokenThatTheProxySends() {
        var token = ApiServer.shared().token();
        var browser = new Browser(console);
        assertThat(browser.get("/", HEADER, token).text()).contains("admin", "Sign out");
        assertThat(browser.get("/", HEADER, "Bearer " + token).status()).isEqualTo(200);
        assertThat(browser.cookie("intalgo-session")).isEmpty();
    }

    @Test
    void knowsNobodyWithoutIt() {
        var browser = new Browser(console);
        assertThat(browser.get("/").to()).contains("/sign-in");
        assertThat(browser.get("/", HEADER, "none-of-this-cluster").to()).contains("/sign-in");
        assertThat(browser.get(
                                "/",
                                "Authorization",
                                "Bearer " + ApiServer.shared().token())
                        .to())
                .contains("/sign-in");
    }
}
