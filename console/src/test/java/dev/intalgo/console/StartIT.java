package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.console.Browser.Answer;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From nothing to the first question. The API server is real; what the operator says of databases is recorded. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class StartIT {
    private static final Map<String, String> SHOP = Map.of(
            "name", "shop",
            "adapter", "postgres",
            "method", "password",
            "settings.host", "shop-db",
            "settings.user", "reader",
            "settings.dbname", "shop",
            "credentials.password", "hunter2");
    private static final String REACHED = conditions("Reachable", "True", "Connected", "It answers.");

    @TestHTTPResource("/")
    URI console;

    private Namespace shop;
    private Browser browser;

    @BeforeEach
    void open() {
        shop = new Namespace();
        browser = shop.signedIn(console, ApiServer.shared().token());
    }

    private static String conditions(String type, String status, String reason, String message) {
        return ("{\"observedGeneration\": 1, \"conditions\": [{\"type\": \"%s\", \"status\": \"%s\", \"reason\": \"%s\","
                        + " \"message\": \"%s\", \"lastTransitionTime\": \"2026-01-01T00:00:00Z\"}]}")
                .formatted(type, status, reason, message);
    }

    private static Map<String, String> with(Map<String, String> fields, String... more) {
        Map<String, String> all = new HashMap<>(fields);
        for (int at = 0; at < more.length; at += 2) {
            all.put(more[at], more[at + 1]);
        }
        return all;
    }

    private Answer send(String path, Map<String, String> fields) {
        return browser.send(shop.path(path), shop.path(path), fields);
    }

    private String resumed() {
        return URI.create(browser.get(shop.path("/start")).to()).toString().replaceFirst(".*/start/", "");
    }

    private String connection(String path) {
        return shop.kubectl("get", "connections", "shop", "-o", "jsonpath={" + path + "}");
    }

    @Test
    void asksInPlainWordsForWhatADatabaseNeeds() {
        assertThat(browser.get(shop.path("")).text()).contains("Ask your database", shop.path("/start"));
        assertThat(browser.get(shop.path("/start/database")).text())
                .contains(
                        "The name or address of the database server <code>host</code>",
                        "type=\"password\"",
                        "For example: <code>shop-db</code>");
    }

    @Test
    void asksAnewForAnotherKindOfDatabaseAndKeepsWhatWasWritten() {
        var duckdb = send("/start/database", with(SHOP, "adapter", "duckdb", "name", "files", "again", "true"));
        assertThat(duckdb.status()).isEqualTo(200);
        assertThat(duckdb.text())
                .contains("The path of the database file", "volume that the database file is on", "value=\"files\"")
                .doesNotContain("hunter2", "settings.host");
        var snowflake =
                send("/start/database", with(SHOP, "adapter", "snowflake", "method", "key-pair", "again", "true"));
        assertThat(snowflake.text()).contains("credentials.private_key\"").doesNotContain("credentials.token");
    }

    @Test
    void makesAConnectionThatIsOnlyTriedAndKeepsThePasswordInASecret() {
        var made = send("/start/database", SHOP);
        assertThat(made.status()).as(made.text()).isEqualTo(303);
        assertThat(made.to()).endsWith("/start/test/shop");
        assertThat(connection(".spec.ingestion.suspend")).isEqualTo("true");
        assertThat(connection(".spec.credentials.password.secretKeyRef"))
                .isEqualTo("{\"key\":\"password\",\"name\":\"shop-credentials\"}");
        assertThat(shop.kubectl("get", "secret", "shop-credentials", "-o", "jsonpath={.data.password}"))
                .isEqualTo("aHVudGVyMg==");
        assertThat(send("/start/database", SHOP).to()).as("sent twice").isEqualTo(made.to());
    }

    @Test
    void saysWhatIsMissingAndSendsNoSecretBack() {
        var refused = send("/start/database", with(SHOP, "settings.host", "", "name", "No Name"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text())
                .contains(
                        "The name or address of the database server: write this",
                        "A name has small letters",
                        "Write it again",
                        "value=\"reader\"")
                .doesNotContain("hunter2");
        assertThat(shop.kubectl("get", "connections,secrets")).contains("No resources found");
    }

    @Test
    void showsTheManifestWithoutSecretsWhereObjectsComeFromGit() {
        shop.kubectl("label", "namespace", shop.name, "intalgo.dev/gitops=true");
        var shown = send("/start/database", SHOP);
        assertThat(shown.text())
                .contains("kind: &quot;Connection&quot;", "shop-credentials", "comes from Git", "suspend: false")
                .doesNotContain("hunter2");
        assertThat(shop.kubectl("get", "connections,secrets")).contains("No resources found");
    }

    @Test
    void namesASecretForWhoMayWriteNone() {
        var token = shop.person("create,get,list", "connections.intalgo.dev,intalgoprojects.intalgo.dev");
        browser = shop.signedIn(console, token);
        assertThat(browser.get(shop.path("/start/database")).text()).contains("You may write no Secrets");
        var made = send(
                "/start/database",
                with(SHOP, "credentials.password.secret", "mine", "credentials.password.secretKey", "pw"));
        assertThat(made.status()).as(made.text()).isEqualTo(303);
        assertThat(connection(".spec.credentials.password.secretKeyRef.name")).isEqualTo("mine");
    }

    @Test
    void offersNothingToWhoMayMakeNothing() {
        browser =
                shop.signedIn(console, shop.person("get,list", "connections.intalgo.dev,intalgoprojects.intalgo.dev"));
        assertThat(browser.get(shop.path("")).text()).doesNotContain("Ask your database");
        assertThat(browser.get(shop.path("/start/database")).text())
                .contains("You may not make Connections")
                .doesNotContain("Test connection");
        assertThat(browser.get(shop.path("/settings")).text()).doesNotContain("Add a database");
    }

    @Test
    void goesOnWhereSomebodyHasCome() {
        assertThat(resumed()).isEqualTo("database");
        send("/start/database", SHOP);
        assertThat(resumed()).isEqualTo("test/shop");
        shop.status("connections", "shop", REACHED);
        assertThat(resumed()).isEqualTo("project?connection=shop");
        send("/start/project?connection=shop", Map.of("name", "shop", "repository", "volume"));
        assertThat(resumed()).isEqualTo("reading/shop");
    }

    @Test
    void saysInPlainWordsWhyADatabaseLetsNobodyIn() {
        send("/start/database", SHOP);
        assertThat(browser.get(shop.path("/start/test/shop")).text()).contains("has not looked at it yet");
        shop.status(
                "connections",
                "shop",
                conditions(
                        "Reachable",
                        "False",
                        "AuthenticationFailed",
                        "FATAL: password authentication failed for user reader"));
        assertThat(browser.get(shop.path("/start/test/shop")).text())
                .contains(
                        "The database refuses the user name, the password or the key.",
                        "FATAL: password authentication failed",
                        shop.path("/settings/connections/shop"));
    }

    @Test
    void tellsLiveOfTheTest() {
        send("/start/database", SHOP);
        try (var lines = browser.lines(shop.path("/start/test/shop/events"))) {
            var each = lines.iterator();
            assertThat(Browser.until(each, "has not looked")).isNotEmpty();
            shop.status("connections", "shop", REACHED);
            assertThat(Browser.until(each, "lets you in")).isNotEmpty();
        }
    }

    @Test
    void makesAProjectInSourceControlAndHasTheDatabaseRead() {
        send("/start/database", SHOP);
        shop.status("connections", "shop", REACHED);
        var page = "/start/project?connection=shop";
        var choice = send(page, Map.of("name", "sales", "repository", "remote", "again", "true"));
        assertThat(choice.text()).contains("Address of the repository").doesNotContain("How large it may become");
        var made = send(
                page,
                Map.of(
                        "name", "sales",
                        "dbt.schema", "marts",
                        "dbt.materialized", "table",
                        "repository", "remote",
                        "repository.remote.url", "https://git.example/shop.git",
                        "repository.remote.credentials", "https",
                        "repository.remote.credentials.https.username", "ann",
                        "repository.remote.credentials.https.password", "hunter2",
                        "approval", "PullRequest"));
        assertThat(made.status()).as(made.text()).isEqualTo(303);
        assertThat(made.to()).endsWith("/start/reading/shop");
        assertThat(shop.kubectl("get", "intalgoprojects", "sales", "-o", "jsonpath={.spec}"))
                .contains(
                        "\"connectionRef\":{\"name\":\"shop\"}",
                        "\"materialized\":\"table\"",
                        "\"url\":\"https://git.example/shop.git\"",
                        "\"name\":\"sales-project-credentials\"")
                .doesNotContain("hunter2", "volume");
        assertThat(connection(".spec.ingestion.suspend")).isEqualTo("false");
    }

    @Test
    void saysWhatTheClusterDoesNotTakeOfAProject() {
        send("/start/database", SHOP);
        var page = "/start/project?connection=shop";
        assertThat(send(page, Map.of("name", "sales", "repository", "remote")).text())
                .contains("Address of the repository: write this");
        var refused = send(
                page,
                Map.of("name", "sales", "repository", "remote", "repository.remote.url", "ftp://git.example/shop"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("spec.repository.remote.url", "value=\"ftp://git.example/shop\"");
    }

    @Test
    void tellsHowFarTheReadingIsAndWhatWasFound() {
        send("/start/database", SHOP);
        shop.status(
                "connections",
                "shop",
                conditions(
                        "Ingested", "Unknown", "Ingesting", "The database's catalog is being read: 7 tables so far."));
        var reading = shop.path("/start/reading/shop");
        assertThat(browser.get(reading).text()).contains("7 tables so far");
        shop.status(
                "connections",
                "shop",
                "{\"catalog\": {\"hash\": \"h\", \"tables\": 3, \"columns\": 12, \"primaryKeys\": 2, \"foreignKeys\": 1,"
                        + " \"inferredKeys\": 1}, \"warnings\": [\"hr.salaries: permission denied\"]}");
        assertThat(browser.get(reading).text())
                .contains("<dd>12</dd>", "hr.salaries: permission denied", "Ask the first question");
        assertThat(browser.get(reading + "/summary").status()).isEqualTo(404);
        RecordedOperator.read(shop.name, "shop");
        assertThat(browser.part(reading + "/summary").text())
                .contains("1 of 3 tables and 7 of 12 columns have none", "sales.orders")
                .doesNotContain("<html");
        assertThat(browser.get(reading + "/summary").text()).contains("<html", "sales.orders");
    }

    @Test
    void takesAProfileAndReadsOnlyNamesOfIt() {
        var fields = Map.of("name", "shop", "text", "");
        var refused = browser.upload(shop.path("/start/profile"), fields, "file", "shop: [hunter2");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("look at line 1").doesNotContain("hunter2");
        var taken = browser.upload(
                shop.path("/start/profile"),
                fields,
                "file",
                "shop: {outputs: {dev: {type: postgres, pass: hunter2}, prod: {type: postgres, pass: hunter2}}}");
        assertThat(taken.status()).as(taken.text()).isEqualTo(303);
        assertThat(taken.to()).endsWith("/start/profile/shop");
        assertThat(browser.get(shop.path("/start/profile/shop")).text())
                .contains("shop, target dev", "shop, target prod")
                .doesNotContain("hunter2");
        var chosen = send("/start/profile/shop", Map.of("target", "1"));
        assertThat(chosen.to()).endsWith("/start/test/shop");
        assertThat(connection(".spec.profile"))
                .isEqualTo(
                        "{\"name\":\"shop\",\"secretKeyRef\":{\"key\":\"profiles.yml\",\"name\":\"shop-credentials\"},"
                                + "\"target\":\"prod\"}");
    }

    @Test
    void needsNoChoiceOfOneTarget() {
        var fields = Map.of("name", "shop", "text", "shop: {outputs: {dev: {type: duckdb, path: x}}}");
        var taken = browser.upload(shop.path("/start/profile"), fields, "file", "");
        assertThat(taken.to()).as(taken.text()).endsWith("/start/test/shop");
        assertThat(connection(".spec.ingestion.suspend")).isEqualTo("true");
    }
}
