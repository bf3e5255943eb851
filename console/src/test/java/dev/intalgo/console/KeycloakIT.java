package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.testing.ApiServer;
import dev.intalgo.testing.Definitions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Signing in by Keycloak, and out of it: a provider with groups and a page to sign out on. The API server gets its access
 * tokens, which expire after 20 seconds.
 */
@QuarkusTest
@WithTestResource(KeycloakIT.Provider.class)
class KeycloakIT {
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
    private static ApiServer server;
    private static String console;

    private Connection browser;

    public static class Provider implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try {
                int port = freePort();
                console = "http://localhost:" + port;
                keycloak = KeycloakServer.start(
                        Files.createTempDirectory("intalgo-keycloak-"), REALM.formatted(PASSWORD, console));
                server = ApiServer.startWith(
                        "--oidc-issuer-url=" + keycloak.issuer(),
                        "--oidc-ca-file=" + keycloak.certificateFile(),
                        "--oidc-client-id=intalgo",
                        "--oidc-username-claim=preferred_username",
                        "--oidc-username-prefix=oidc:",
                        "--oidc-groups-claim=groups",
                        "--oidc-groups-prefix=oidc:");
                Definitions.apply(server);
                return Map.ofEntries(
                        Map.entry("quarkus.http.test-port", Integer.toString(port)),
                        Map.entry("intalgo.console.api-server", server.url()),
                        Map.entry(
                                "intalgo.console.api-ca",
                                server.certificateAuthority().toString()),
                        Map.entry("intalgo.console.oidc.issuer", keycloak.issuer()),
                        Map.entry("intalgo.console.oidc.client-id", "intalgo"),
                        Map.entry("intalgo.console.oidc.client-secret", "the-secret"),
                        Map.entry("intalgo.console.oidc.token", "access"),
                        Map.entry("intalgo.console.oidc.url", console),
                        Map.entry("intalgo.console.oidc.title", "our Keycloak"),
                        Map.entry(
                                "quarkus.tls.oidc.trust-store.pem.certs",
                                keycloak.certificateFile().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
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
        kubectl("create", "namespace", "shop");
        kubectl("create", "clusterrole", "questions", "--verb=get,list", "--resource=questions.intalgo.dev");
        kubectl("-n", "shop", "create", "rolebinding", "analysts", "--clusterrole=questions", "--group=oidc:analysts");
    }

    private static void kubectl(String... arguments) {
        var output = server.kubectl("", arguments);
        assertThat(output.ok()).as(output.text()).isTrue();
    }

    @BeforeEach
    void open() {
        browser = Jsoup.newSession()
                .sslContext(keycloak.trusting())
                .ignoreHttpErrors(true)
                .timeout(30_000);
    }

    private Connection.Response get(String path) throws IOException {
        return browser.newRequest(console + path).execute();
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
