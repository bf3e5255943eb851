package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.console.Browser.Answer;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console against a real API server, with the rights that people there have. */
@QuarkusTest
@WithTestResource(ClusterResource.class)
class ConsoleIT {
    private static final ApiServer SERVER = ApiServer.shared();

    @TestHTTPResource("/")
    URI console;

    private final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);
    private Browser browser;

    @BeforeEach
    void open() {
        kubectl("create", "namespace", namespace);
        apply(
                "kind: IntalgoProject\nmetadata: {name: shop}\nspec: {connectionRef: {name: shop}, repository: {volume: {}}}\n");
        browser = new Browser(console);
    }

    private static String kubectl(String... arguments) {
        return said(SERVER.kubectl("", arguments));
    }

    private static String said(ApiServer.Output output) {
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    private void apply(String manifest) {
        said(SERVER.kubectl("apiVersion: intalgo.dev/v1alpha1\n" + manifest, "-n", namespace, "apply", "-f", "-"));
    }

    private Answer signIn(String token) {
        return browser.send("/sign-in", "/sign-in", Map.of("token", token, "to", "/ns/" + namespace));
    }

    /** A token of somebody who may only do this with Questions. */
    private String questionsOnly(String verbs) {
        kubectl("-n", namespace, "create", "serviceaccount", "ann");
        kubectl("-n", namespace, "create", "role", "ann", "--verb=" + verbs, "--resource=questions.intalgo.dev");
        kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                "ann",
                "--role=ann",
                "--serviceaccount=" + namespace + ":ann");
        return kubectl("-n", namespace, "create", "token", "ann");
    }

    private String questions(String... more) {
        return "/ns/%s/questions%s".formatted(namespace, String.join("", more));
    }

    private Answer ask(Map<String, String> fields) {
        return browser.send("/ns/" + namespace + "/ask", "/ns/" + namespace + "/ask", fields);
    }

    @Test
    void leadsToSigningInAndBack() {
        var sent = browser.get("/ns/" + namespace);
        assertThat(sent.status()).isEqualTo(303);
        assertThat(sent.to()).endsWith("/sign-in?to=%2Fns%2F" + namespace);
        var in = signIn(SERVER.token());
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.to()).endsWith("/ns/" + namespace);
        assertThat(browser.get("/ns/" + namespace).text())
                .contains("Questions", "admin")
                .doesNotContain(SERVER.token());
        assertThat(browser.send("/ns/" + namespace, "/sign-out", Map.of()).status())
                .isEqualTo(303);
        assertThat(browser.get("/ns/" + namespace).to()).contains("/sign-in");
    }

    @Test
    void refusesATokenThatTheClusterDoesNotKnow() {
        var refused = signIn("no-token-of-this-cluster");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("does not know this token").doesNotContain("no-token-of-this-cluster");
        assertThat(signIn(" a b ").text()).contains("without spaces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "%"})
    void leadsNowhereElse(String to) {
        var in = browser.send("/sign-in", "/sign-in", Map.of("token", SERVER.token(), "to", to));
        assertThat(URI.create(in.to()).getPath()).isEqualTo("/");
        assertThat(in.to()).doesNotContain("evil");
    }

    @Test
    void takesNoFormThatIsNotItsOwn() {
        signIn(SERVER.token());
        var forged = browser.post(
                "/ns/" + namespace + "/ask", Map.of("project", "shop", "text", "How many orders?"), Map.of());
        assertThat(forged.status()).isEqualTo(400);
        assertThat(kubectl("-n", namespace, "get", "questions")).contains("No resources found");
    }

    @Test
    void asksOnceThoughTheFormIsSentTwice() {
        signIn(SERVER.token());
        var fields = Map.of(
                "project", "shop", "text", "Which ten customers spent the most?", "mode", "Model", "once", "abc123");
        var first = ask(fields);
        assertThat(first.status()).as(first.text()).isEqualTo(303);
        assertThat(ask(fields).to()).isEqualTo(first.to());
        assertThat(first.to()).endsWith(questions("/which-ten-customers-spent-the-most-abc123"));
        assertThat(kubectl("-n", namespace, "get", "questions", "-o", "jsonpath={.items[*].spec.mode}"))
                .isEqualTo("Model");
        assertThat(browser.get(URI.create(first.to()).getPath()).text())
                .contains("Which ten customers spent the most?", "has not looked at it yet");
    }

    @Test
    void showsTheManifestAndWritesNothing() {
        signIn(SERVER.token());
        var shown = ask(Map.of("project", "shop", "text", "How many orders?", "name", "orders", "show", "true"));
        assertThat(shown.text()).contains("kind: &quot;Question&quot;", "name: &quot;orders&quot;");
        assertThat(kubectl("-n", namespace, "get", "questions")).contains("No resources found");
    }

    @Test
    void offersTheManifestWhereObjectsComeFromGit() {
        signIn(SERVER.token());
        kubectl("label", "namespace", namespace, "intalgo.dev/gitops=true");
        var shown = ask(Map.of("project", "shop", "text", "How many orders?", "name", "orders"));
        assertThat(shown.text()).contains("comes from Git", "name: &quot;orders&quot;");
        assertThat(kubectl("-n", namespace, "get", "questions")).contains("No resources found");
    }

    @Test
    void saysWhatToChange() {
        signIn(SERVER.token());
        assertThat(ask(Map.of("project", "shop", "text", " ")).text()).contains("Write the question.");
        assertThat(ask(Map.of("project", "shop", "text", "a".repeat(5000))).text())
                .contains("has 5000 characters, and may have 4000");
        assertThat(ask(Map.of("project", "shop", "text", "How many?", "name", "No Name"))
                        .text())
                .contains("A name has small letters");
    }

    @Test
    void keepsWhatWasWrittenWhereTheNameIsTaken() {
        signIn(SERVER.token());
        ask(Map.of("project", "shop", "text", "How many orders?", "name", "orders"));
        var refused = ask(Map.of("project", "shop", "text", "How many customers?", "name", "orders"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("another Question named", "How many customers?");
    }

    @Test
    void letsAskWhoMayNotListProjects() {
        signIn(questionsOnly("get,create"));
        assertThat(browser.get("/ns/" + namespace + "/ask").text()).contains("<input id=\"project\"");
        assertThat(ask(Map.of("project", "shop", "text", "How many?", "name", "many"))
                        .status())
                .isEqualTo(303);
    }

    @Test
    void hasPeopleSignInAgainWhoseTokenHoldsNoMore() {
        signIn(questionsOnly("list"));
        assertThat(browser.get(questions()).status()).isEqualTo(200);
        kubectl("-n", namespace, "delete", "serviceaccount", "ann");
        // The API server remembers a token for ten seconds.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> browser.part(questions("?part=true")).status() == 401);
        assertThat(browser.get(questions()).to()).contains("/sign-in");
    }

    @Test
    void listsFiltersAndPages() {
        signIn(SERVER.token());
        var all = new StringBuilder();
        for (int number = 0; number < 60; number++) {
            all.append("---\napiVersion: intalgo.dev/v1alpha1\nkind: Question\nmetadata: {name: q-%d}\n"
                            .formatted(number))
                    .append("spec: {projectRef: {name: shop}, text: 'How much in month %d?'}\n".formatted(number));
        }
        said(SERVER.kubectl(all.toString(), "-n", namespace, "apply", "-f", "-"));
        assertThat(browser.get(questions()).text())
                .contains("60 found.", "Page 1 of 2", "?page=2&amp;words=&amp;ready=&amp;", "How much in month 5");
        assertThat(browser.get(questions("?page=2")).text()).contains("Page 2 of 2");
        var some = browser.get(questions("?words=MONTH+42&part=true")).text();
        assertThat(some).contains("1 found.", "q-42").doesNotContain("<html");
        assertThat(browser.get(questions("?ready=True")).text()).contains("0 found.");
        assertThat(browser.get("/ns/" + namespace).text()).contains("60 in all, 0 ready.");
    }

    @Test
    void offersOnlyWhatAPersonMayDo() {
        signIn(questionsOnly("get,list,watch"));
        assertThat(browser.get(questions()).text()).contains("0 found.").doesNotContain("Ask a question");
        assertThat(browser.get("/ns/" + namespace).text()).contains("You may not list connections in this namespace.");
        var refused = browser.get("/ns/" + namespace + "/connections");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("cannot list resource &quot;connections&quot;");
    }

    @Test
    void showsMarkupAsText() {
        signIn(SERVER.token());
        ask(Map.of("project", "shop", "text", "<script>alert(1)</script>", "name", "bad"));
        assertThat(browser.get(questions()).text())
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
        assertThat(browser.get(questions("/bad")).text())
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
        assertThat(browser.get(questions("?words=%22%3E%3Cscript%3Ealert(1)")).text())
                .doesNotContain("<script>alert");
    }

    @Test
    void tellsOfEachChangeAsItComes() {
        signIn(SERVER.token());
        ask(Map.of("project", "shop", "text", "How many orders?", "name", "orders"));
        try (var lines = browser.lines(questions("/orders/events"))) {
            var each = lines.iterator();
            assertThat(Browser.until(each, "has not looked")).contains("has not looked");
            said(SERVER.kubectl(
                    "",
                    "-n",
                    namespace,
                    "patch",
                    "questions",
                    "orders",
                    "--subresource=status",
                    "--type=merge",
                    "-p",
                    "{\"status\":{\"sql\":\"select 42 as answer\"}}"));
            assertThat(Browser.until(each, "select 42")).contains("select 42 as answer");
        }
    }

    @Test
    void letsABrowserKeepNothingAndLoadNothingFromElsewhere() {
        assertThat(browser.header("/sign-in", "Cache-Control")).isEqualTo("no-store");
        assertThat(browser.header("/sign-in", "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(browser.get("/webjars/htmx.org/dist/htmx.min.js").status()).isEqualTo(200);
        assertThat(browser.header("/assets/console.css", "Cache-Control")).isNotEqualTo("no-store");
    }

    @Test
    void tellsThatThereIsNoSuchThing() {
        signIn(SERVER.token());
        assertThat(browser.get(questions("/gone")).status()).isEqualTo(404);
        assertThat(browser.get("/ns/" + namespace + "/secrets").status()).isEqualTo(404);
    }
}
