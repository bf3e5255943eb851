package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commits on their way from one Deployment to the next, and where each builds them. */
@QuarkusTest
class PromotionIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final String CRON = "cronJob: {}";
    private static final String DAILY = "schedule: '0 6 * * *'";
    private static final String DEV = "environment: {name: dev, schema: dev}";
    private static final String PROD = "environment: {name: prod}";

    /** A project with the model {@code totals}. */
    private String project() {
        shop.project(llm());
        return model(ORDERS);
    }

    private String model(String sql) {
        shop.model("totals", sql);
        return shop.ready(Question.class, "totals").getStatus().builtCommit();
    }

    private void deploy(String name, String... spec) {
        shop.apply("kind: Deployment\nmetadata: {name: %s}\nspec:\n  projectRef: {name: shop}\n  %s\n"
                .formatted(name, String.join("\n  ", spec)));
    }

    private void prod(String commits) {
        deploy("prod", CRON, DAILY, PROD, "commits: {policy: Approved, from: {name: dev}%s}".formatted(commits));
    }

    /** What the operator writes when a run has succeeded. */
    private void succeeds(String name, String commit) {
        shop.editStatus(Deployment.class, name, deployment -> {
            List<String> succeeded = new ArrayList<>(List.of(commit));
            succeeded.addAll(deployment.getStatus().succeeded());
            deployment.setStatus(deployment
                    .getStatus()
                    .withSucceeded(succeeded)
                    .withLastSuccess(DeploymentStatusRunBuilder.builder()
                            .commit(commit)
                            .succeeded(true)
                            .build()));
            return deployment;
        });
    }

    /** Waits also until it is among the project's exposures: their commit comes when it comes. */
    private void runs(String name, String commit) {
        shop.until(Deployment.class, name, d -> {
            assertThat(d.getStatus().commit()).isEqualTo(commit);
            assertThat(Workspace.condition(d, "Ready").getStatus()).isEqualTo("True");
        });
        shop.eventually(() -> assertThat(shop.repository().files())
                .hasEntrySatisfying(
                        "models/exposures.yml", text -> assertThat(text).contains("name: " + name)));
        assertThat(container(name).getArgs()).containsSequence("--commit", commit);
    }

    private Container container(String name) {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace(shop.namespace)
                .withName(name)
                .get()
                .getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    private Map<String, String> environment(String name) {
        return container(name).getEnv().stream()
                .filter(env -> env.getValue() != null)
                .collect(Collectors.toMap(env -> env.getName(), env -> env.getValue()));
    }

    private void candidate(String name, String commit) {
        shop.until(
                Deployment.class,
                name,
                d -> assertThat(d.getStatus().candidate()).isEqualTo(commit));
    }

    @Test
    void promotesWhatRanBeforeOnceItIsApproved() {
        var first = project();
        deploy("dev", CRON, DAILY, DEV);
        prod("");
        assertThat(shop.waiting(Deployment.class, "prod", "NotPromoted")).contains("\"dev\"");
        runs("dev", first);
        succeeds("dev", first);
        assertThat(shop.waiting(Deployment.class, "prod", "ApprovalNeeded")).contains(first);
        candidate("prod", first);
        prod(", commit: " + first);
        runs("prod", first);
        candidate("prod", null);
        assertThat(environment("dev")).containsEntry("INTALGO_ENVIRONMENT", "dev");
        assertThat(environment("prod"))
                .containsEntry("INTALGO_ENVIRONMENT", "prod")
                .containsEntry("INTALGO_SCHEMA", "analytics");

        var second = model(ORDERS + " WHERE id > 0");
        runs("dev", second);
        succeeds("dev", second);
        candidate("prod", second);
        runs("prod", first);
        prod(", commit: " + second);
        runs("prod", second);
        assertThat(shop.events("Deployment", "prod")).contains("NewCandidate");

        prod(", commit: " + first);
        runs("prod", first);
        candidate("prod", second);
    }

    @Test
    void aCommitThatIsGivenGoesBeforeThePolicyAndBackAgain() {
        var first = project();
        deploy("prod", CRON, DAILY);
        runs("prod", first);
        var second = model(ORDERS + " WHERE id > 0");
        runs("prod", second);
        deploy("prod", CRON, DAILY, "commits: {commit: %s}".formatted(first));
        runs("prod", first);
        candidate("prod", second);
        deploy("prod", CRON, DAILY);
        runs("prod", second);
    }

    @Test
    void anUnpromotedCommitWaitsAndLeavesWhatRuns() {
        var first = project();
        deploy("dev", CRON, DAILY, DEV);
        runs("dev", first);
        succeeds("dev", first);
        prod(", commit: " + first);
        runs("prod", first);
        var second = model(ORDERS + " WHERE id > 0");
        prod(", commit: " + second);
        assertThat(shop.waiting(Deployment.class, "prod", "NotPromoted")).contains("\"dev\"", second, first);
        assertThat(container("prod").getArgs()).contains(first);
        succeeds("dev", second);
        runs("prod", second);
    }

    @Test
    void movesToNoCommitWithAModelThatCouldNotBeBuilt() {
        var first = project();
        deploy("prod", CRON, DAILY);
        runs("prod", first);
        shop.pods.on("build", Outcomes.buildFails("division by zero"));
        shop.model("totals", "SELECT id / 0 AS total FROM sales.orders");
        shop.notReady(Question.class, "totals", "BuildFailed");
        var failed = shop.get(Question.class, "totals").getStatus().commit();
        assertThat(failed).isNotEqualTo(first);
        shop.until(
                Deployment.class,
                "prod",
                d -> assertThat(Workspace.condition(d, "CommitChosen").getMessage())
                        .contains("Stays at commit " + first, "totals", "BuildFailed"));
        runs("prod", first);
        deploy("prod", CRON, DAILY, "commits: {commit: %s}".formatted(failed));
        assertThat(shop.notReady(Deployment.class, "prod", "CommitNotBuilt")).contains("\"totals\"", failed);
        assertThat(container("prod").getArgs()).containsSequence("--commit", first);
        shop.pods.on("build", Outcomes::built);
        var mended = model(ORDERS + " WHERE id > 0");
        deploy("prod", CRON, DAILY);
        runs("prod", mended);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "commits: {from: {name: prod}}|PromotionCycle|prod from prod",
                "commits: {from: {name: gone}}|DeploymentNotFound|\"gone\"",
                "commits: {from: {name: elsewhere}}|OtherProject|\"elsewhere\"",
                "commits: {from: {name: round}}|PromotionCycle|prod from round from prod",
                "commits: {commit: '0123456789012345678901234567890123456789'}|CommitNotFound|spec.commits.commit",
                "state: {commit: '0123456789012345678901234567890123456789'}|CommitNotFound|spec.state.commit",
                "state: {deploymentRef: {name: gone}}|DeploymentNotFound|spec.state.deploymentRef",
                "environment: {connectionRef: {name: gone}}|ConnectionNotFound|\"gone\"",
                "environment: {connectionRef: {name: duck}}|EnvironmentMismatch|DuckDB",
            })
    void saysWhatToChange(String wrong, String reason, String hint) {
        project();
        shop.apply(
                "kind: Connection\nmetadata: {name: duck}\nspec: {adapter: duckdb, settings: {path: /data/a.duckdb}}");
        shop.apply("kind: Deployment\nmetadata: {name: elsewhere}\nspec: {projectRef: {name: other}, airflow: {}}");
        deploy("round", "airflow: {}", "commits: {from: {name: prod}}");
        deploy("prod", CRON, DAILY, wrong);
        assertThat(shop.notReady(Deployment.class, "prod", reason)).contains(hint);
        deploy("prod", CRON, DAILY);
        shop.ready(Deployment.class, "prod");
    }

    @Test
    void buildsInAnotherDatabaseWithItsCredentials() {
        var commit = project();
        shop.secret("prod-db", Map.of("username", "builder", "password", "canary-of-prod"));
        var connection = Workspace.CONNECTION
                .replace("{name: shop}", "{name: production}")
                .replace("shop-db, dbname", "prod-db, dbname")
                .replace("dbname: shop", "dbname: sales")
                .replace("{name: shop-db,", "{name: prod-db,");
        shop.apply(connection);
        deploy("prod", CRON, DAILY, "environment: {name: live, connectionRef: {name: production}}");
        runs("prod", commit);
        assertThat(environment("prod"))
                .containsEntry("INTALGO_PROFILE", "production")
                .doesNotContainKey("INTALGO_SCHEMA");
        assertThat(Serialization.asYaml(container("prod")))
                .contains("name: \"prod-db\"")
                .doesNotContain("\"shop-db\"", "canary-of-prod");
        assertThat(graphs().getLast().path("environment").toString())
                .isEqualTo("{\"database\":\"sales\",\"name\":\"live\",\"schema\":\"public\"}");
        shop.apply(connection.replace("dbname: sales", "dbname: shipping"));
        shop.eventually(() -> assertThat(
                        graphs().getLast().path("environment").path("database").asText())
                .isEqualTo("shipping"));
    }

    private List<JsonNode> graphs() {
        return shop.pods.done("graph");
    }

    @Test
    void comparesWithWhatAnotherRanLast() {
        var commit = project();
        deploy("dev", CRON, DAILY, DEV);
        runs("dev", commit);
        var spec = new String[] {
            CRON, DAILY, "select: ['state:modified+']", "state: {deploymentRef: {name: dev}, defer: true}"
        };
        shop.pods.on("graph", all());
        deploy("prod", spec);
        shop.ready(Deployment.class, "prod");
        assertThat(container("prod").getArgs())
                .containsSequence("--state", "0".repeat(40))
                .doesNotContain("--defer");
        succeeds("dev", commit);
        shop.eventually(() -> assertThat(container("prod").getArgs())
                .containsSequence("--state", commit)
                .contains("--defer"));
        assertThat(environment("prod"))
                .containsEntry("INTALGO_STATE_ENVIRONMENT", "dev")
                .containsEntry("INTALGO_STATE_SCHEMA", "dev");
        assertThat(graphs().getLast().path("state").asText()).isEqualTo(commit);
    }

    /** The graph of all models, whatever is selected. */
    private Function<JsonNode, JsonNode> all() {
        return task -> {
            var whole = task.deepCopy();
            ((ObjectNode) whole).putArray("select");
            return shop.pods.graph(whole);
        };
    }

    @Test
    void givesDbtTheWholeSelectionAndTellsOfWhatChoosesNothing() {
        project();
        shop.pods.on("graph", task -> {
            var result = (ObjectNode) all().apply(task);
            result.putArray("unmatched").add("gone");
            return result;
        });
        deploy(
                "prod",
                CRON,
                "schedule: '30 2 * * *'",
                "timeZone: Europe/Berlin",
                "select: [totals, gone]",
                "exclude: ['tag:slow']",
                "threads: 3",
                "variables: {days: 7, region: '007', fast: false}");
        var prod = shop.ready(Deployment.class, "prod");
        var variables = "{\"days\":7,\"fast\":false,\"region\":\"007\"}";
        assertThat(container("prod").getArgs())
                .containsSequence("--select", "totals", "gone", "--exclude", "tag:slow", "--vars", variables)
                .containsSequence("--threads", "3");
        assertThat(graphs().getLast().path("vars").asText()).contains("\"region\":\"007\"", "\"fast\":false");
        assertThat(graphs().getLast().path("exclude").path(0).asText()).isEqualTo("tag:slow");
        assertThat(Workspace.condition(prod, "Selected").getReason()).isEqualTo("SelectorUnmatched");
        assertThat(Workspace.condition(prod, "Selected").getMessage()).contains("1 models", "gone");
        assertThat(Workspace.condition(prod, "ScheduleValid").getReason()).isEqualTo("ScheduleInGap");
        assertThat(Workspace.condition(prod, "ScheduleValid").getMessage()).contains("02:30 does not come");
        assertThat(shop.events("Deployment", "prod")).containsOnlyOnce("SelectorUnmatched", "ScheduleInGap");
    }

    @Test
    void saysThatDbtRefusesTheSelection() {
        project();
        shop.pods.on("graph", Outcomes.fails("select", "Could not find selector named nightly"));
        deploy("prod", CRON, DAILY, "selector: nightly");
        assertThat(shop.notReady(Deployment.class, "prod", "InvalidSelection")).contains("nightly");
        shop.pods.on("graph", shop.pods::graph);
        deploy("prod", CRON, DAILY);
        shop.ready(Deployment.class, "prod");
    }

    @Test
    void isReadyWhereNothingWasModified() {
        var commit = project();
        shop.pods.on("graph", task -> {
            var result = (ObjectNode) all().apply(task);
            result.putArray("selected");
            return result;
        });
        deploy("prod", CRON, DAILY, "select: ['state:modified']", "state: {commit: %s}".formatted(commit));
        var prod = shop.ready(Deployment.class, "prod");
        assertThat(Workspace.condition(prod, "Selected").getReason()).isEqualTo("NothingModified");
    }
}
