package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jsoup.Connection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Signing in by Keycloak, and out of it: a provider with groups and a page to sign out on. The API server gets its access
 * tokens, which expire after 20 seconds.
 */
@QuarkusTest
@WithTestResource(KeycloakIT.Provider.class)
class KeycloakIT extends OidcTest {
    /** How long access tokens hold, and a little more. */
    private static final Duration TOKENS = Duration.ofSeconds(25);

    private static final String PASSWORD = "the-password";
    private static final String REALM = """
            {"realm": "shop", "enabled": true, "accessTokenLifespan": 20,
             "groups": [{"name": "analysts"}],
             "users": [{"username": "ann", "enabled": true, "email": "ann@example.com", "emailVerified": true,
               "firstName": "Ann", "lastName": "B.", "groups": ["/analysts"],
               "credentials": [{"type": "password", "value": "%1$s"}]}],
             "clients": [{"clientId": "intalgo", "secret": "the-secret", "redirectUris": ["%2$s/sign-in/oidc/back"],
               "attributes": {"post.logout.redirect.uris": "%2$s/sign-in"},
               "protocolMappers": [
                 {"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                  "config": {"included.client.audience": "intalgo", "access.token.claim": "true"}},
                 {"name": "groups", "protocol": "openid-connect", "protocolMapper": "oidc-group-membership-mapper",
                  "config": {"claim.name": "groups", "full.path": "false", "access.token.claim": "true"}}]}]}
            """;

    private static KeycloakServer keycloak;

    public static class Provider implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try {
                int port = reserve();
                keycloak = KeycloakServer.start(
                        Files.createTempDirectory("intalgo-keycloak-"), REALM.formatted(PASSWORD, console));
                Map<String, String> settings = new HashMap<>(trust(
                        port,
                        keycloak.issuer(),
                        keycloak.certificateFile(),
                        "intalgo",
                        "the-secret",
                        "our Keycloak",
                        "--oidc-groups-claim=groups",
                        "--oidc-groups-prefix=oidc:"));
                settings.put("intalgo.console.oidc.token", "access");
                return settings;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            server.close();
            keycloak.close();
        }
    }

    @BeforeAll
    static void letAnalystsView() {
        letView("--group=oidc:analysts");
    }

    @Override
    SSLContext tls() {
        return keycloak.trusting();
    }

    /** From the console to Keycloak's form, and back. */
    private Connection.Response signIn() throws IOException {
        var form = begin().parse().expectForm("#kc-form-login");
        form.expectFirst("input[name=username]").val("ann");
        form.expectFirst("input[name=password]").val(PASSWORD);
        return form.submit().execute().readFully();
    }

    /** What the button of the console leads to. */
    private Connection.Response begin() throws IOException {
        var page = get("/ns/shop/questions").parse();
        return browser.newRequest(page.expectFirst("a.button").absUrl("href"))
                .execute()
                .readFully();
    }

    private Connection.Response signOut(Connection.Response page) throws IOException {
        return page.parse()
                .expectForm("form[action=/sign-out]")
                .submit()
                .execute()
                .readFully();
    }

    @Test
    void showsWhatTheGroupMaySee() throws IOException {
        var page = signIn();
        assertThat(page.url()).hasPath("/ns/shop/questions");
        assertThat(page.parse().text()).contains("oidc:ann", "0 found.").doesNotContain("Ask a question");
        assertThat(get("/ns/shop/connections").statusCode()).isEqualTo(403);
        assertThat(page.body()).doesNotContain("eyJ");
    }

    @Test
    void signsOutHereAndThenThere() throws IOException {
        var out = signOut(signIn());
        assertThat(out.url()).hasPath("/sign-in");
        var there = out.parse()
                .expectFirst("a:contains(Sign out of our Keycloak too)")
                .absUrl("href");
        assertThat(there).doesNotContain("eyJ");

        // Who signs out here only is known there.
        var again = begin();
        assertThat(again.url()).hasPath("/ns/shop/questions");
        signOut(again);

        var asked = browser.newRequest(there).execute().readFully();
        assertThat(asked.url().toString()).startsWith(keycloak.issuer());
        var agreed = asked.parse()
                .expectForm("form[action*=logout-confirm]")
                .submit()
                .execute()
                .readFully();
        assertThat(agreed.url()).hasPath("/sign-in").hasPort(Integer.parseInt(console.replaceFirst(".*:", "")));
        assertThat(begin().parse().select("#kc-form-login")).isNotEmpty();
    }

    @Test
    void renewsAccessTokens() throws IOException {
        signIn();
        var expired = Instant.now().plus(TOKENS);
        await().atMost(TOKENS.multipliedBy(3)).until(() -> Instant.now().isAfter(expired));
        assertThat(get("/ns/shop/questions").url()).hasPath("/ns/shop/questions");
    }
}
