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
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changing and deleting databases and projects. The API server is real; what the operator says is recorded. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class SettingsIT {
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");
    private static final String CONNECTION = "/settings/connections/shop";
    private static final String PROJECT = "/settings/intalgoprojects/sales";

    @TestHTTPResource("/")
    URI console;

    private Namespace shop;
    private Browser browser;

    @BeforeEach
    void open() {
        shop = new Namespace();
        browser = shop.signedIn(console, ApiServer.shared().token());
        shop.apply("""
                kind: Connection
                metadata: {name: shop, labels: {team: sales}}
                spec:
                  adapter: postgres
                  settings: {host: shop-db, port: 5432, dbname: shop, user: reader}
                  credentials: {password: {secretKeyRef: {name: by-hand, key: password}}}
                  ingestion: {schedule: 0 3 * * *}
                """);
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: sales}
                spec:
                  connectionRef: {name: shop}
                  repository: {volume: {size: 2Gi}}
                  instructions: Revenue means paid orders.
                """);
    }

    private String version(String path) {
        var version = VERSION.matcher(browser.get(shop.path(path)).text());
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private Answer change(String path, String version, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("version", version);
        return browser.send(shop.path(path), shop.path(path), all);
    }

    private static Map<String, String> shopWith(String field, String value) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "adapter", "postgres",
                "method", "password",
                "settings.host", "shop-db",
                "settings.port", "5432",
                "settings.dbname", "shop",
                "settings.user", "reader",
                "ingestion.schedule", "0 3 * * *",
                "ingestion.timeout", "30m"));
        fields.put(field, value);
        return fields;
    }

    private String spec(String kind, String name) {
        return shop.kubectl("get", kind, name, "-o", "jsonpath={.spec}");
    }

    @Test
    void listsDatabasesAndProjects() {
        assertThat(browser.get(shop.path("/settings")).text())
                .contains(shop.path(CONNECTION), shop.path(PROJECT), "Add a database");
    }

    @Test
    void showsEverythingButSecrets() {
        shop.kubectl("create", "secret", "generic", "by-hand", "--from-literal=password=hunter2");
        assertThat(browser.get(shop.path(CONNECTION)).text())
                .contains(
                        "value=\"shop-db\"",
                        "value=\"0 3 * * *\"",
                        "kept in the Secret <code>by-hand</code>",
                        "More of PostgreSQL")
                .doesNotContain("hunter2");
        assertThat(browser.get(shop.path(PROJECT)).text())
                .contains(
                        "Cannot be changed",
                        "value=\"2Gi\"",
                        "Revenue means paid orders.",
                        "Pod template",
                        "The most tokens");
    }

    @Test
    void changesWhatWasChanged() {
        var changed = change(CONNECTION, version(CONNECTION), shopWith("ingestion.include", "sales.*\nhr.*"));
        assertThat(changed.status()).as(changed.text()).isEqualTo(303);
        assertThat(spec("connections", "shop"))
                .contains(
                        "\"include\":[\"sales.*\",\"hr.*\"]",
                        "\"host\":\"shop-db\"",
                        "\"name\":\"by-hand\"",
                        "\"schedule\":\"0 3 * * *\"");
        assertThat(shop.kubectl("get", "connections", "shop", "-o", "jsonpath={.metadata.labels.team}"))
                .isEqualTo("sales");
        assertThat(shop.kubectl("get", "secrets")).contains("No resources found");
    }

    @Test
    void writesAnotherPasswordIntoASecretOfItsOwn() {
        shop.kubectl("create", "secret", "generic", "by-hand", "--from-literal=password=hunter2");
        for (var password : new String[] {"hunter3", "hunter4"}) {
            var changed = change(CONNECTION, version(CONNECTION), shopWith("credentials.password", password));
            assertThat(changed.status()).as(changed.text()).isEqualTo(303);
        }
        assertThat(spec("connections", "shop"))
                .contains("\"name\":\"shop-credentials\"")
                .doesNotContain("hunter");
        assertThat(shop.kubectl("get", "secret", "shop-credentials", "-o", "jsonpath={.data.password}"))
                .isEqualTo("aHVudGVyNA==");
        assertThat(shop.kubectl("get", "secret", "by-hand", "-o", "jsonpath={.data.password}"))
                .isEqualTo("aHVudGVyMg==");
    }

    @Test
    void writesNothingWhereSomebodyElseWasFaster() {
        var version = version(CONNECTION);
        shop.kubectl(
                "patch", "connections", "shop", "--type=merge", "-p", "{\"spec\":{\"settings\":{\"port\":\"5433\"}}}");
        var refused = change(CONNECTION, version, shopWith("credentials.password", "hunter2"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Somebody changed it").doesNotContain("hunter2");
        assertThat(spec("connections", "shop")).contains("5433");
        assertThat(shop.kubectl("get", "secrets")).contains("No resources found");
    }

    @Test
    void isNotHinderedByTheOperatorsStatus() {
        var version = version(CONNECTION);
        shop.status("connections", "shop", "{\"observedGeneration\": 1}");
        assertThat(change(CONNECTION, version, shopWith("settings.port", "5433"))
                        .status())
                .isEqualTo(303);
        assertThat(spec("connections", "shop")).contains("5433");
    }

    @Test
    void writesNoSecretWhereTheClusterDoesNotTakeTheRest() {
        var fields = shopWith("image", "no image");
        fields.put("credentials.password", "hunter2");
        var refused = change(CONNECTION, version(CONNECTION), fields);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("spec.image", "value=\"no image\"").doesNotContain("hunter2");
        assertThat(shop.kubectl("get", "secrets")).contains("No resources found");
    }

    @Test
    void changesEverythingOfAProject() {
        var changed = change(
                PROJECT,
                version(PROJECT),
                Map.of(
                        "dbt.materialized", "table",
                        "repository", "nfs",
                        "repository.nfs.server", "files",
                        "repository.nfs.path", "/dbt",
                        "functions", "net\ngross",
                        "llm.budget.tokensPerDay", "5000",
                        "sharing.preview", "true",
                        "podTemplate", "spec:\n  nodeSelector: {disk: fast}\n"));
        assertThat(changed.status()).as(changed.text()).isEqualTo(303);
        assertThat(spec("intalgoprojects", "sales"))
                .contains(
                        "\"nfs\":{\"path\":\"/dbt\",\"server\":\"files\"}",
                        "\"functions\":[\"net\",\"gross\"]",
                        "\"tokensPerDay\":5000",
                        "\"preview\":true",
                        "\"nodeSelector\":{\"disk\":\"fast\"}",
                        "\"connectionRef\":{\"name\":\"shop\"}")
                .doesNotContain("volume", "Revenue");
    }

    @Test
    void showsTheManifestAndWritesNothing() {
        var shown = change(
                PROJECT,
                version(PROJECT),
                Map.of("repository", "claim", "repository.claim.name", "files", "show", "true"));
        assertThat(shown.text()).contains("kind: &quot;IntalgoProject&quot;", "claim:");
        assertThat(spec("intalgoprojects", "sales")).contains("volume");
    }

    @Test
    void changesNothingForWhoMayOnlyLook() {
        var token = shop.person("get,list", "connections.intalgo.dev,intalgoprojects.intalgo.dev");
        browser = shop.signedIn(console, token);
        var page = browser.get(shop.path(CONNECTION)).text();
        assertThat(page).contains("not change it").doesNotContain("Delete it", ">Save<");
        var refused = change(CONNECTION, version(CONNECTION), shopWith("settings.port", "5433"));
        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void saysWhatGoesAndWhatStaysBeforeItDeletes() {
        change(CONNECTION, version(CONNECTION), shopWith("credentials.password", "hunter2"));
        var page = shop.path(CONNECTION + "/delete");
        assertThat(browser.get(page).text())
                .contains("<code>sales</code>", "<code>shop-credentials</code>", "What stays");
        assertThat(browser.send(page, page, Map.of("secret", "true")).status()).isEqualTo(303);
        assertThat(shop.kubectl("get", "connections,secrets")).contains("No resources found");
    }

    @Test
    void deletesNothingThatComesFromGit() {
        shop.kubectl("label", "namespace", shop.name, "intalgo.dev/gitops=true");
        var page = shop.path(PROJECT + "/delete");
        assertThat(browser.get(page).text()).contains("take it out there");
        assertThat(browser.send(shop.path(PROJECT), page, Map.of()).status()).isEqualTo(409);
        assertThat(spec("intalgoprojects", "sales")).contains("shop");
    }
}
