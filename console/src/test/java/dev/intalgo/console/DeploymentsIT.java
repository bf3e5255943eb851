package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of Deployments, with a real API server and what an operator has said once. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class DeploymentsIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final String COMMIT = "c2459f38089423955ba428734ef101fd6ef10bde";

    @TestHTTPResource("/")
    URI console;

    private final Namespace shop = new Namespace();
    private final String deployments = shop.path("/deployments");
    private Browser browser;

    @BeforeEach
    void open() {
        said("projects/%s/shop/models", """
                {"commit": "c1", "models": [
                  {"name": "orders", "kind": "model", "path": "models/orders.sql", "question": "", "asked": "",
                   "description": "", "materialized": "", "tags": [], "tests": [], "columns": [], "reads": []},
                  {"name": "sums", "kind": "model", "path": "models/sums.sql", "question": "", "asked": "",
                   "description": "", "materialized": "", "tags": [], "tests": [], "columns": [], "reads": ["ref.orders"]}]}
                """);
        shop.apply("kind: IntalgoProject\nmetadata: {name: shop}\n"
                + "spec: {connectionRef: {name: shop}, repository: {volume: {}}}\n");
        browser = shop.signedIn(console, SERVER.token());
    }

    /** @param path with a place for the namespace */
    private void said(String path, String answer) {
        RecordedOperator.operator.on("GET /people/v1/" + path.formatted(shop.name), 200, answer);
    }

    private void daily(String more) {
        shop.apply("kind: Deployment\nmetadata: {name: daily}\n"
                + "spec: {projectRef: {name: shop}, schedule: '0 6 * * *', %s}\n".formatted(more));
    }

    private void status(String status) {
        shop.status("deployments.intalgo.dev", "daily", status);
    }

    private String daily(String name, String path) {
        return shop.kubectl("get", "deployments.intalgo.dev", name, "-o", "jsonpath=" + path);
    }

    @Test
    void makesOneByChoosingAPlatform() {
        assertThat(browser.get(deployments).text()).contains(deployments + "/new");
        assertThat(browser.get(deployments + "/new").text())
                .contains("Kubernetes CronJob", "Airflow", "Dagster", "dbt Cloud", "?platform=gitlabCi");
        var page = deployments + "/new?platform=cronJob";
        assertThat(browser.get(page).text())
                .contains(
                        "value=\"orders\"",
                        "every day at 06:00",
                        "Europe/Berlin",
                        "How many Jobs that failed are kept.");
        var fields =
                new HashMap<>(Map.of("name", "daily", "project", "shop", "models", "sums", "schedule", "0 6 * * *"));
        fields.putAll(Map.of("timeZone", "Europe/Berlin", "commits.policy", "Latest", "cronJob.failedKept", "5"));
        fields.put("show", "true");
        assertThat(browser.send(page, page, fields).text()).contains("failedKept: 5");
        assertThat(shop.kubectl("get", "deployments.intalgo.dev")).contains("No resources found");
        fields.remove("show");
        assertThat(browser.send(page, page, fields).to()).endsWith(deployments + "/daily");
        assertThat(daily("daily", "{.spec.select} {.spec.timeZone} {.spec.cronJob.failedKept}"))
                .isEqualTo("[\"sums\"] Europe/Berlin 5");
    }

    @Test
    void keepsWhatSignsInToAPlatformInASecret() {
        var page = deployments + "/new?platform=databricks";
        assertThat(browser.get(page).text()).contains("Access token of the workspace", "type=\"password\"");
        var fields = Map.of(
                "name",
                "daily",
                "project",
                "shop",
                "databricks.mode",
                "Job",
                "databricks.host",
                "https://dbc-1.cloud.databricks.com",
                "databricks.credentials.token",
                "hunter2");
        var refused = new HashMap<>(fields);
        refused.put("databricks.host", "dbc-1");
        assertThat(browser.send(page, page, refused).text())
                .contains("spec.databricks.host", "Write it again")
                .doesNotContain("hunter2");
        assertThat(shop.kubectl("get", "secrets")).contains("No resources found");
        assertThat(browser.send(page, page, fields).to()).endsWith(deployments + "/daily");
        assertThat(daily("daily", "{.spec.databricks.credentials.token.secretKeyRef.name}"))
                .isEqualTo("daily-deployment-credentials");
        assertThat(shop.kubectl("get", "secret", "daily-deployment-credentials", "-o", "jsonpath={.data}"))
                .isEqualTo("{\"databricks.credentials.token\":\"aHVudGVyMg==\"}");
        assertThat(browser.get(deployments + "/daily/edit").text())
                .contains("It is kept in the Secret <code>daily-deployment-credentials</code>");
        assertThat(browser.get(deployments + "/daily/delete").text())
                .contains("The Secret <code>daily-deployment-credentials</code>");
        assertThat(browser.get(deployments + "/daily").text()).doesNotContain(">Run now<", "start it in Databricks");
        status(
                "{\"remote\": {\"kind\": \"Job\", \"id\": \"7\", \"url\": \"https://dbc-1.cloud.databricks.com/jobs/7\"}}");
        assertThat(browser.get(deployments + "/daily").text()).contains(">Run now<");
    }

    @Test
    void keepsWhatWasWrittenWhereSomethingIsWrong() {
        var page = deployments + "/new?platform=airflow";
        var refused = browser.send(
                page,
                page,
                Map.of("name", "daily", "project", "shop", "models", "sums", "schedule", "at six", "owner", "Ann B."));
        assertThat(refused.status()).isEqualTo(422);
        shop.apply("kind: IntalgoProject\nmetadata: {name: another}\n"
                + "spec: {connectionRef: {name: shop}, repository: {volume: {}}}\n");
        var other = browser.send(page, page, Map.of("name", "daily", "project", "shop", "schedule", "at six"));
        assertThat(other.text()).contains("<option selected>shop</option>");
        assertThat(refused.text()).contains("&quot;at six&quot; is no schedule", "Ann B.", "value=\"sums\" checked");
        var byTheCluster =
                browser.send(page, page, Map.of("name", "daily", "project", "shop", "airflow.dagId", "no id!"));
        assertThat(byTheCluster.status()).isEqualTo(422);
        assertThat(byTheCluster.text()).contains("spec.airflow.dagId", "no id!");
    }

    @Test
    void showsHowItIsAndWhatBecameOfItsRuns() {
        daily("cronJob: {}");
        status("""
                {"observedGeneration": 1, "commit": "%s", "models": ["orders", "sums"], "cronJob": "daily",
                 "configMaps": ["daily-files"], "conditions": [{"type": "Ready", "status": "True", "reason": "Ready",
                  "message": "It runs.", "lastTransitionTime": "2026-11-26T10:00:00Z"}],
                 "lastRun": {"id": "r2", "finishedAt": "2026-11-26T10:54:32Z", "succeeded": false, "failed": ["unique_sums_id"],
                  "message": "Got 2 results"}}
                """.formatted(COMMIT));
        shop.kubectl("create", "configmap", "daily-files", "--from-literal=graph.json={\"a\": \"<b>\"}");
        assertThat(browser.get(deployments + "/daily").text())
                .contains("every day at 06:00", "Next: ", "c2459f380894", "It runs.", "unique_sums_id", "Got 2 results")
                .contains("<svg", "/models/shop/sums\"", "graph.json", "{&quot;a&quot;: &quot;&lt;b&gt;&quot;}")
                .contains(">Run now<", "/daily/edit", "/daily/delete");
        said("deployments/%s/daily/runs", """
                [{"id": "r2", "finishedAt": "2026-11-26T10:54:32Z", "succeeded": false, "failed": []},
                 {"id": "r1", "finishedAt": "2026-11-25T10:54:32Z", "succeeded": true, "built": 2, "passed": 7, "failed": []}]
                """);
        assertThat(browser.get(deployments + "/daily").text()).contains("2026-11-25 10:54 UTC", "Succeeded");
    }

    @Test
    void runsItWhenToldTo() {
        daily("cronJob: {}");
        assertThat(browser.get(deployments + "/daily").text()).doesNotContain(">Run now<");
        status("{\"cronJob\": \"daily\"}");
        var ran = browser.send(deployments + "/daily", deployments + "/daily/run", Map.of());
        assertThat(ran.to()).endsWith(deployments + "/daily");
        assertThat(daily("daily", "{.metadata.annotations.intalgo\\.dev/run}")).matches("2\\d{3}-.*Z");
    }

    @Test
    void approvesTheCommitThatWaits() {
        daily("airflow: {}, commits: {policy: Approved}");
        status("{\"candidate\": \"%s\"}".formatted(COMMIT));
        assertThat(browser.get(deployments + "/daily").text()).contains("Waits for approval", "/daily/approve");
        var page = deployments + "/daily/approve";
        assertThat(browser.get(page).text()).contains(COMMIT);
        var fields = Map.of("commit", COMMIT, "version", daily("daily", "{.metadata.generation}"));
        assertThat(browser.send(page, page, fields).to()).endsWith(deployments + "/daily");
        assertThat(daily("daily", "{.spec.commits.commit}")).isEqualTo(COMMIT);
        assertThat(browser.send(page, page, fields).text()).contains("Somebody changed it since");
    }

    @Test
    void changesAndDeletesIt() {
        daily("variables: {days: 3}, kestra: {namespace: company.team}");
        var page = deployments + "/daily/edit";
        assertThat(browser.get(page).text()).contains("value=\"company.team\"");
        var fields = Map.of(
                "schedule",
                "30 7 * * 1-5",
                "variables",
                "days: 4",
                "kestra.namespace",
                "company.other",
                "version",
                daily("daily", "{.metadata.generation}"));
        assertThat(browser.send(page, page, fields).to()).endsWith(deployments + "/daily");
        assertThat(daily("daily", "{.spec.schedule} {.spec.variables.days} {.spec.kestra.namespace}"))
                .isEqualTo("30 7 * * 1-5 4 company.other");
        assertThat(browser.send(page, page, fields).text()).contains("Somebody changed it since");
        var delete = deployments + "/daily/delete";
        assertThat(browser.get(delete).text()).contains("Delete daily?");
        assertThat(browser.send(delete, delete, Map.of()).to()).endsWith(deployments);
        assertThat(browser.get(deployments + "/daily").status()).isEqualTo(404);
    }

    @Test
    void tellsOfEachChangeAsItComes() {
        daily("cronJob: {}");
        try (var lines = browser.lines(deployments + "/daily/events")) {
            var each = lines.iterator();
            assertThat(until(each, "has not looked")).isTrue();
            status("{\"candidate\": \"%s\", \"commit\": \"%s\"}".formatted(COMMIT, COMMIT));
            assertThat(until(each, "c2459f380894")).isTrue();
        }
    }

    private static boolean until(Iterator<String> lines, String wanted) {
        while (lines.hasNext()) {
            if (lines.next().contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void offersOnlyWhatAPersonMayDo() {
        daily("cronJob: {}");
        status("{\"cronJob\": \"daily\", \"configMaps\": [\"daily-files\"]}");
        var ann = shop.signedIn(console, shop.person("get,list", "deployments.intalgo.dev"));
        assertThat(ann.get(deployments).text()).contains("daily").doesNotContain("New deployment");
        assertThat(ann.get(deployments + "/daily").text())
                .contains("You may not read <code>configmap/daily-files</code>.")
                .doesNotContain(">Run now<", "/daily/edit", "/daily/delete");
    }

    @Test
    void writesNothingWhereObjectsComeFromGit() {
        daily("cronJob: {}");
        shop.kubectl("label", "namespace", shop.name, "intalgo.dev/gitops=true");
        var delete = deployments + "/daily/delete";
        assertThat(browser.get(delete).text()).contains("take the manifest away there");
        browser.send(deployments, delete, Map.of());
        assertThat(daily("daily", "{.metadata.name}")).isEqualTo("daily");
        var page = deployments + "/new?platform=bundle";
        var shown = browser.send(page, page, Map.of("name", "other", "project", "shop"));
        assertThat(shown.text()).contains("comes from Git", "bundle: {}");
    }
}
