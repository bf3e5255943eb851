package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.testing.GiteaServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jsoup.Connection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Signing in by a provider: Gitea, which is one, and an API server that trusts it. Its tokens expire after 20 seconds. */
@QuarkusTest
@WithTestResource(OidcIT.Provider.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcIT extends OidcTest {
    /** How long Gitea's tokens hold, and a little more. */
    private static final Duration TOKENS = Duration.ofSeconds(25);

    private static GiteaServer gitea;
    private static SSLContext tls;

    public static class Provider implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try {
                int port = reserve();
                gitea = GiteaServer.start(Files.createTempDirectory("intalgo-gitea-"));
                tls = gitea.trusting();
                for (var user : new String[] {"ann", "eve"}) {
                    gitea.user(user);
                }
                var client = Serialization.jsonMapper()
                        .readTree(gitea.api("ann", "POST", "/user/applications/oauth2", """
                                {"name": "Intalgo", "confidential_client": true, "redirect_uris": ["%s/sign-in/oidc/back"]}
                                """.formatted(console)));
                return trust(
                        port,
                        gitea.url().toString().replaceFirst("/$", ""),
                        gitea.certificateFile(),
                        client.path("client_id").asText(),
                        client.path("client_secret").asText(),
                        "our Gitea");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            server.close();
            gitea.close();
        }
    }

    @BeforeAll
    static void letAnnView() {
        letView("--user=oidc:ann");
    }

    @Override
    SSLContext tls() {
        return tls;
    }

    /** From the console's page to the provider's, through its form, and back. */
    private Connection.Response signIn(String user, String password) throws IOException {
        var page = get("/ns/shop/questions").parse();
        var login =
                browser.newRequest(page.expectFirst("a.button").absUrl("href")).get();
        var form = login.expectForm("form:has(input[name=password])");
        form.expectFirst("input[name=user_name]").val(user);
        form.expectFirst("input[name=password]").val(password);
        var answer = form.submit().execute().readFully();
        var grant = answer.parse().selectFirst("form[action*=grant]");
        if (grant == null) {
            return answer;
        }
        var agreed = grant.ownerDocument().expectForm("form[action*=grant]").submit();
        agreed.data("granted", "true");
        return agreed.execute().readFully();
    }

    @Test
    void leadsThroughTheProviderAndBackToThePage() throws IOException {
        assertThat(get("/").parse().text()).contains("Sign in with our Gitea");
        var page = signIn("ann", GiteaServer.PASSWORD);
        assertThat(page.url()).hasPath("/ns/shop/questions");
        assertThat(page.parse().text()).contains("oidc:ann", "0 found.").doesNotContain("Ask a question");
        assertThat(get("/ns/shop/connections").statusCode()).isEqualTo(403);
        assertThat(page.body() + browser.cookieStore().getCookies()).doesNotContain("eyJ");
    }

    @Test
    void signsNobodyInWithAWrongPassword() throws IOException {
        var answer = signIn("ann", "not-the-password");
        assertThat(answer.url().getPort()).isEqualTo(gitea.url().getPort());
        assertThat(get("/ns/shop/questions").url()).hasPath("/sign-in");
    }

    @Test
    void letsNobodySeeMoreThanTheClusterDoes() throws IOException {
        var page = signIn("eve", GiteaServer.PASSWORD);
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.parse().text()).contains("\"oidc:eve\" cannot list resource \"questions\"");
    }

    @Test
    void takesNoAnswerToWhatAnotherBrowserBegan() throws IOException {
        var state = begin();
        open();
        var refused = get("/sign-in/oidc/back?code=any&state=" + state);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.parse().text()).contains("That took too long, or was begun in another tab.");
    }

    @Test
    void saysWhatTheProviderSays() throws IOException {
        var refused = get("/sign-in/oidc/back?error=access_denied&state=" + begin());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.parse().text()).contains("You could not be signed in by our Gitea. It says: access_denied.");
        var forged = get("/sign-in/oidc/back?code=forged&state=" + begin());
        assertThat(forged.parse().text()).contains("You could not be signed in by our Gitea. It says:");
    }

    /** The state that goes to the provider. */
    private String begin() throws IOException {
        var sent = browser.newRequest(console + "/sign-in/oidc")
                .followRedirects(false)
                .ignoreContentType(true)
                .execute();
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.header("Location")).contains("code_challenge_method=S256", "nonce=", "scope=openid");
        return sent.header("Location").replaceFirst(".*[?&]state=([^&]+).*", "$1");
    }

    @Test
    void signsOut() throws IOException {
        var page = signIn("ann", GiteaServer.PASSWORD).parse();
        var out = page.expectForm("form[action=/sign-out]").submit().execute();
        assertThat(out.url()).hasPath("/sign-in");
        assertThat(get("/ns/shop/questions").url()).hasPath("/sign-in");
    }

    /** The last, as it ends the provider. */
    @Test
    @Order(Integer.MAX_VALUE)
    void renewsTokensForAsLongAsTheProviderDoes() throws IOException {
        signIn("ann", GiteaServer.PASSWORD);
        var expired = Instant.now().plus(TOKENS);
        await().atMost(TOKENS.multipliedBy(3)).until(() -> Instant.now().isAfter(expired));
        assertThat(get("/ns/shop/questions").url()).hasPath("/ns/shop/questions");
        gitea.close();
        await().atMost(TOKENS.multipliedBy(3))
                .until(() -> get("/ns/shop/questions").url().getPath().equals("/sign-in"));
    }
}
