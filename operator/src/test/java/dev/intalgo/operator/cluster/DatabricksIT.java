package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.databricks.DatabricksServer;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments on Databricks: a workspace with the Jobs API, and a project that is on a Git server. */
@QuarkusTest
class DatabricksIT extends GitServerTest {
    private static final String CREATE = "POST /api/2.2/jobs/create";
    private static final String RESET = "POST /api/2.2/jobs/reset";

    private DatabricksServer workspace;

    @BeforeEach
    void startWorkspace() throws Exception {
        workspace = new DatabricksServer(certificate.context());
        shop.secret("databricks", Map.of("token", DatabricksServer.TOKEN, "secret", DatabricksServer.CLIENT_SECRET));
        shop.apply("""
                kind: Connection
                metadata: {name: shop}
                spec:
                  adapter: databricks
                  settings:
                    host: "%s"
                    http_path: /sql/1.0/warehouses/%s
                    catalog: shop
                    schema: public
                  credentials:
                    token: {secretKeyRef: {name: databricks, key: token}}
                """.formatted(workspace.url().replace("https://", ""), DatabricksServer.WAREHOUSE));
    }

    @AfterEach
    void stopWorkspace() {
        // So that no Deployment waits for a workspace that is gone.
        workspace.fault = null;
        client.resources(Deployment.class).inNamespace(shop.namespace).delete();
        shop.eventually(() -> assertThat(client.resources(Deployment.class)
                        .inNamespace(shop.namespace)
                        .list()
                        .getItems())
                .isEmpty());
        workspace.close();
        assertThat(workspace.violations).isEmpty();
    }

    private void models() {
        project("secret", trusted(), "");
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
    }

    private void deploy(String databricks, String... more) {
        shop.apply("""
                kind: Deployment
                metadata: {name: daily}
                spec:
                  projectRef: {name: shop}
                  schedule: "0 6 * * 1-5"
                  %s
                  databricks:
                    gitProvider: gitHubEnterprise
                    %s
                    %s
                """.formatted(
                String.join("\n  ", more), databricks, trusted().indent(4).strip()));
    }

    private DeploymentStatus deployed(String databricks, String... more) {
        models();
        deploy(databricks, more);
        return shop.ready(Deployment.class, "daily").getStatus();
    }

    private JsonNode job() {
        assertThat(workspace.jobs).hasSize(1);
        return workspace.jobs.values().iterator().next();
    }

    private long id() {
        assertThat(workspace.jobs).hasSize(1);
        return workspace.jobs.keySet().iterator().next();
    }

    private void touch() {
        shop.annotate(
                Deployment.class, "daily", "test/touched", UUID.randomUUID().toString());
    }

    private void edit(String field, String value) {
        ((ObjectNode) job()).put(field, value);
    }

    @Test
    void makesAJobThatIsPinnedAndChangesIt() {
        var status = deployed("notifyOnFailure: [ann@example.com]", "select: [totals]");
        assertThat(job().at("/git_source/git_commit").asText()).isEqualTo(status.commit());
        assertThat(job().at("/git_source/git_url").asText()).isEqualTo(git.url().toString());
        assertThat(job().at("/schedule/quartz_cron_expression").asText()).isEqualTo("0 0 6 ? * 2-6");
        assertThat(command()).isEqualTo("dbt build --select totals");
        assertThat(job().at("/tasks/0/dbt_task/catalog").asText()).isEqualTo("shop");
        assertThat(status.remote().id()).isEqualTo(String.valueOf(id()));
        assertThat(status.remote().url()).startsWith(workspace.url());
        assertThat(shop.events("Deployment", "daily")).contains("JobCreated");
        deploy("paused: true");
        shop.eventually(
                () -> assertThat(job().at("/schedule/pause_status").asText()).isEqualTo("PAUSED"));
        assertThat(workspace.asked(CREATE)).isEqualTo(1);
    }

    @Test
    void writesNothingWhereNothingChanged() {
        deployed("paused: false");
        var resets = workspace.asked(RESET);
        touch();
        shop.eventually(
                () -> assertThat(workspace.asked("GET /api/2.2/jobs/runs/list")).isGreaterThan(1));
        shop.staysSo(() -> assertThat(workspace.asked(RESET)).isEqualTo(resets));
        assertThat(workspace.asked(CREATE)).isEqualTo(1);
    }

    @Test
    void putsBackWhatSomebodyChanged() {
        deployed("onDrift: Restore");
        edit("name", "mine");
        touch();
        shop.eventually(() -> assertThat(job().path("name").asText()).isEqualTo(shop.namespace + "/daily"));
        shop.eventually(() -> assertThat(shop.events("Deployment", "daily")).contains("Drifted"));
    }

    @Test
    void reportsWhatSomebodyChangedWhereThatIsAsked() {
        deployed("onDrift: Report");
        edit("name", "mine");
        touch();
        var drifted = shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(Workspace.condition(d, "Drifted").getMessage()).contains("name"));
        assertThat(Workspace.condition(drifted, "Ready").getStatus()).isEqualTo("True");
        assertThat(job().path("name").asText()).isEqualTo("mine");
        edit("name", shop.namespace + "/daily");
        touch();
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(Workspace.condition(d, "Drifted").getStatus()).isNull());
    }

    @Test
    void makesAJobAgainThatSomebodyDeleted() {
        var before = deployed("paused: false").remote().id();
        workspace.jobs.clear();
        touch();
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().remote().id()).isNotEqualTo(before));
        assertThat(workspace.asked(CREATE)).isEqualTo(2);
    }

    @Test
    void findsItsJobWhereTheStatusWasLost() {
        var before = deployed("paused: false").remote();
        shop.editStatus(Deployment.class, "daily", d -> {
            d.setStatus(null);
            return d;
        });
        touch();
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().remote()).isEqualTo(before));
        assertThat(workspace.asked(CREATE)).isEqualTo(1);
    }

    @Test
    void takesNoJobOfAnotherDeployment() {
        var before = deployed("deletionPolicy: Keep").remote().id();
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(shop.get(Deployment.class, "daily")).isNull());
        assertThat(workspace.jobs).hasSize(1);
        deploy("deletionPolicy: Delete");
        assertThat(shop.notReady(Deployment.class, "daily", "JobTaken")).contains("spec.databricks.jobId to " + before);
        deploy("jobId: " + before);
        shop.ready(Deployment.class, "daily");
        assertThat(workspace.asked(CREATE)).isEqualTo(1);
    }

    @Test
    void goesWithItsDeployment() {
        deployed("paused: false");
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(shop.get(Deployment.class, "daily")).isNull());
        assertThat(workspace.jobs).isEmpty();
    }

    @Test
    void keepsADeploymentUntilItsJobIsGoneOrNotWanted() {
        deployed("paused: false");
        workspace.fault = DatabricksServer.Answer.of(503, "TEMPORARILY_UNAVAILABLE", "down");
        shop.delete(Deployment.class, "daily");
        assertThat(shop.notReady(Deployment.class, "daily", "DatabricksUnreachable"))
                .contains("deletionPolicy to Keep");
        client.resources(Deployment.class)
                .inNamespace(shop.namespace)
                .withName("daily")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"databricks\": {\"deletionPolicy\": \"Keep\"}}}");
        shop.eventually(() -> assertThat(shop.get(Deployment.class, "daily")).isNull());
        assertThat(workspace.jobs).hasSize(1);
    }

    @Test
    void startsOneRunForEachRequest() {
        deployed("paused: false");
        for (var request : new String[] {"first", "second"}) {
            shop.annotate(Deployment.class, "daily", "intalgo.dev/run", request);
            shop.until(
                    Deployment.class,
                    "daily",
                    d -> assertThat(d.getStatus().runRequest()).isEqualTo(request));
        }
        touch();
        shop.staysSo(
                () -> assertThat(workspace.asked("POST /api/2.2/jobs/run-now")).isEqualTo(2));
        assertThat(shop.events("Deployment", "daily")).contains("RunStarted");
    }

    @Test
    void refreshesOnceForEachRequest() {
        var commit = deployed("paused: false").commit();
        shop.annotate(Deployment.class, "daily", "intalgo.dev/full-refresh", "now");
        shop.eventually(() -> assertThat(command()).endsWith("--full-refresh"));
        workspace.ran(id(), commit, true, 1_000, 61_000);
        touch();
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().fullRefresh()).isEqualTo("now"));
        touch();
        shop.eventually(() -> assertThat(command()).doesNotContain("--full-refresh"));
    }

    private String command() {
        return job().at("/tasks/0/dbt_task/commands/1").asText();
    }

    @Test
    void tellsWhatBecameOfRuns() throws IOException {
        var commit = deployed("paused: false").commit();
        workspace.ran(id(), commit, true, 1_000, 61_000);
        workspace.ran(id(), commit, false, 100_000, 130_000);
        workspace.wrote(
                Map.of(
                        "target/run_results.json",
                        "{\"results\": [{\"unique_id\": \"model.shop.totals\", \"status\": \"error\", \"message\": \"too big\"}]}"));
        touch();
        var status = shop.until(
                        Deployment.class,
                        "daily",
                        d -> assertThat(d.getStatus().lastSuccess()).isNotNull())
                .getStatus();
        assertThat(status.lastSuccess().seconds()).isEqualTo(60);
        assertThat(status.lastRun().succeeded()).isFalse();
        assertThat(status.lastRun().failed()).containsExactly("totals");
        assertThat(status.lastRun().message()).contains("totals: too big", "FAILED", "Workload failed");
        assertThat(status.succeeded()).containsExactly(commit);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED, DatabricksUnauthorized",
        "403, PERMISSION_DENIED, DatabricksForbidden",
        "429, REQUEST_LIMIT_EXCEEDED, DatabricksLimited",
        "503, TEMPORARILY_UNAVAILABLE, DatabricksUnreachable",
        "400, QUOTA_EXCEEDED, DatabricksQuotaExceeded",
    })
    void saysWhyAndGoesOnWhenItCan(int status, String code, String reason) {
        workspace.fault =
                new DatabricksServer.Answer(status, Map.of("Retry-After", "1"), "{\"error_code\": \"" + code + "\"}");
        models();
        deploy("paused: false");
        assertThat(shop.notReady(Deployment.class, "daily", reason)).contains(workspace.url());
        workspace.fault = null;
        shop.ready(Deployment.class, "daily");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "warehouseId: none|select: []|WarehouseNotFound|\"none\"",
                "credentials: {token: {secretKeyRef: {name: none, key: token}}}|select: []|SecretNotFound|credentials.token",
                "jobId: 7|select: []|JobNotFound|spec.databricks.jobId",
            })
    void saysWhatToChange(String databricks, String more, String reason, String hint) {
        models();
        deploy(databricks, more);
        assertThat(shop.notReady(Deployment.class, "daily", reason)).contains(hint);
        assertThat(workspace.jobs).isEmpty();
        deploy("paused: false");
        shop.ready(Deployment.class, "daily");
    }

    @Test
    void wantsAProjectThatDatabricksCanClone() {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  repository: {volume: {size: 64Mi}}
                """);
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        deploy("paused: false");
        assertThat(shop.notReady(Deployment.class, "daily", "RepositoryNotReachable"))
                .contains("Databricks clones from Git", "spec.repository.remote");
    }

    @Test
    void wantsAConnectionToDatabricks() {
        shop.connection();
        models();
        deploy("paused: false");
        assertThat(shop.notReady(Deployment.class, "daily", "ConnectionNotDatabricks"))
                .contains("PostgreSQL");
    }

    @Test
    void signsInAsAServicePrincipal() {
        deployed("credentials: {clientId: %s, clientSecret: {secretKeyRef: {name: databricks, key: secret}}}"
                .formatted(DatabricksServer.CLIENT));
        assertThat(workspace.jobs).hasSize(1);
    }

    @Test
    void makesABundleWithoutAskingTheWorkspace() {
        models();
        deploy("mode: Bundle");
        var status = shop.ready(Deployment.class, "daily").getStatus();
        assertThat(status.configMaps()).containsExactly("daily-databricks");
        var files = client.configMaps()
                .inNamespace(shop.namespace)
                .withName("daily-databricks")
                .get()
                .getData();
        assertThat(files.get("databricks.yml")).contains(status.commit(), workspace.url());
        assertThat(workspace.asked).isEmpty();
        assertThat(shop.tryApply("""
                        kind: Deployment
                        metadata: {name: daily}
                        spec: {projectRef: {name: shop}, airflow: {}}
                        """).text()).contains("stays there");
    }

    @Test
    void showsNoCredentials() {
        deployed("paused: false");
        var all = Serialization.asYaml(shop.get(Deployment.class, "daily")) + job();
        assertThat(all).doesNotContain(DatabricksServer.TOKEN, DatabricksServer.CLIENT_SECRET);
    }
}
