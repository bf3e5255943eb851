package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see when something else is down, or does not let them. The operator is a server that refuses all. */
@QuarkusTest
@WithTestResource(FaultsIT.Cables.class)
class FaultsIT {
    private static final ApiServer SERVER = ApiServer.shared();

    private static Cable cluster;
    private static Cable operator;

    @TestHTTPResource("/")
    URI console;

    private final String namespace = "faults-" + UUID.randomUUID().toString().substring(0, 8);
    private Browser browser;

    public static class Cables implements QuarkusTestResourceLifecycleManager {
        private HttpServer refusing;

        @Override
        public Map<String, String> start() {
            var settings = new HashMap<>(new ClusterResource().start());
            cluster = new Cable(SERVER.url());
            try {
                refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            refusing.createContext("/", exchange -> {
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
            });
            refusing.start();
            operator = new Cable("http://127.0.0.1:" + refusing.getAddress().getPort());
            settings.put("intalgo.console.api-server", cluster.url());
            settings.put("quarkus.rest-client.operator.url", operator.url());
            return settings;
        }

        @Override
        public void stop() {
            cluster.close();
            operator.close();
            refusing.stop(0);
        }
    }

    @BeforeEach
    void open() {
        kubectl("create", "namespace", namespace);
        browser = new Browser(console);
    }

    private static String kubectl(String... arguments) {
        var output = SERVER.kubectl("", arguments);
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    private void signIn(String token) {
        assertThat(browser.send("/sign-in", "/sign-in", Map.of("token", token)).status())
                .isEqualTo(303);
    }

    private String path(String... more) {
        return "/ns/" + namespace + String.join("", more);
    }

    private void ask(String name) {
        var asked = browser.send(
                path("/ask"), path("/ask"), Map.of("project", "shop", "text", "How many orders?", "name", name));
        assertThat(asked.status()).as(asked.text()).isEqualTo(303);
    }

    private String alive() {
        return browser.part("/alive").text();
    }

    @Test
    void keepsPeopleSignedInWhileTheApiServerIsAway() {
        signIn(SERVER.token());
        ask("orders");
        try (var lines = browser.lines(path("/questions/orders/events"))) {
            assertThat(lines.iterator().hasNext()).isTrue();
            cluster.pull();
            try {
                assertThat(alive()).contains("API server does not answer", "stays as it is");
                var page = browser.get(path("/questions"));
                assertThat(page.status()).isEqualTo(503);
                assertThat(page.text()).contains("The cluster does not answer", "Try again");
            } finally {
                cluster.plug();
            }
        }
        await().until(() -> browser.get(path("/questions")).status() == 200);
        assertThat(alive()).doesNotContain("does not answer");
        try (var lines = browser.lines(path("/questions/orders/events"))) {
            assertThat(lines.anyMatch(line -> line.contains("How many orders?")))
                    .isTrue();
        }
    }

    @Test
    void saysThatTheApiServerIsAwayToWhoSignsIn() {
        cluster.pull();
        try {
            var refused = browser.send("/sign-in", "/sign-in", Map.of("token", SERVER.token()));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text()).contains("API server cannot be reached");
        } finally {
            cluster.plug();
        }
    }

    @Test
    void saysThatTheOperatorIsAway() {
        signIn(SERVER.token());
        assertThat(browser.get(path()).text()).contains("hx-get=\"/alive\"");
        await().until(() -> alive().isBlank());
        operator.pull();
        try {
            await().until(() -> alive().contains("operator does not answer"));
        } finally {
            operator.plug();
        }
        await().until(() -> alive().isBlank());
    }

    @Test
    void leadsBackToThePageThatWasOpenWhenTheTokenExpired() {
        kubectl("-n", namespace, "create", "serviceaccount", "ann");
        kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                "ann",
                "--clusterrole=view",
                "--serviceaccount=" + namespace + ":ann");
        signIn(kubectl("-n", namespace, "create", "token", "ann"));
        assertThat(browser.part("/alive").status()).isEqualTo(200);
        kubectl("-n", namespace, "delete", "serviceaccount", "ann");
        // The API server remembers a token for ten seconds.
        await().atMost(Duration.ofMinutes(1)).until(() -> browser.part("/alive").status() == 401);
        assertThat(browser.part(path("/questions")).to())
                .endsWith("/sign-in?to=" + path("/questions").replace("/", "%2F"));
    }

    @Test
    void saysWhichVerbOnWhichKindIsMissing() {
        kubectl("-n", namespace, "create", "serviceaccount", "eve");
        kubectl("-n", namespace, "create", "role", "eve", "--verb=get,list", "--resource=questions.intalgo.dev");
        kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                "eve",
                "--role=eve",
                "--serviceaccount=" + namespace + ":eve");
        signIn(kubectl("-n", namespace, "create", "token", "eve"));
        var refused = browser.send(
                path("/ask"), path("/ask"), Map.of("project", "shop", "text", "How many orders?", "name", "orders"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text())
                .contains("You have no right to this", "cannot create resource &quot;questions&quot;");
    }

    /** The form of a page, as it was sent to the browser, with something written in it. */
    private Map<String, String> form(String page, String field, String text) {
        Map<String, String> fields = new HashMap<>();
        Jsoup.parse(browser.get(page).text())
                .select("main form")
                .first()
                .select("[name]:not(button)")
                .forEach(each -> fields.put(each.attr("name"), each.val()));
        fields.put(field, text);
        return fields;
    }

    @Test
    void writesNothingWhereSomebodyElseWasFaster() {
        signIn(SERVER.token());
        ask("orders");
        var page = path("/questions/orders/sql");
        var form = form(page, "sql", "select 1 as mine");
        kubectl(
                "-n",
                namespace,
                "patch",
                "questions.intalgo.dev",
                "orders",
                "--type=merge",
                "-p",
                "{\"spec\":{\"sql\":\"select 1 as theirs\"}}");
        assertThat(browser.post(page, form, Map.of()).text()).contains("omebody changed", "select 1 as mine");
        assertThat(kubectl("-n", namespace, "get", "questions.intalgo.dev", "orders", "-o", "jsonpath={.spec.sql}"))
                .isEqualTo("select 1 as theirs");
        kubectl("-n", namespace, "delete", "questions.intalgo.dev", "orders");
        assertThat(browser.post(page, form, Map.of()).status()).isEqualTo(404);
    }

    @Test
    void tellsThatAnObjectWasDeletedWhileItsPageWasOpen() {
        signIn(SERVER.token());
        ask("orders");
        try (var lines = browser.lines(path("/questions/orders/events"))) {
            var each = lines.iterator();
            assertThat(each.hasNext()).isTrue();
            kubectl("-n", namespace, "delete", "questions.intalgo.dev", "orders");
            var said = new StringBuilder();
            while (!said.toString().contains("orders was deleted") && each.hasNext()) {
                said.append(each.next());
            }
            assertThat(said).contains("orders was deleted");
        }
        assertThat(browser.get(path("/questions/orders")).status()).isEqualTo(404);
    }
}
