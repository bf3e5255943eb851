package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.project.News;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.Test;

/** What orchestrators load, in the project's repository: on a Git server, of which the dbt project is a folder. */
@QuarkusTest
class FilesIT extends GitServerTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final String DAGS = "dags/shop/definitions.py";
    private static final String GRAPH = "dags/shop/graph.json";

    private static final String BRANCH = "intalgo/_deployments/daily";

    @Inject
    News news;

    /** A project in the folder {@code dbt} with the model {@code totals}. */
    private void model() {
        project("secret", trusted());
        shop.pods.on("graph", this::graph);
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", ORDERS);
        shop.ready(Question.class, "totals");
    }

    private JsonNode graph(JsonNode task) {
        return Outcomes.graph(task, commit -> {
            Map<String, String> files = new TreeMap<>();
            server().at(commit).forEach((path, text) -> files.put(path.replaceFirst("^dbt/", ""), text));
            return files;
        });
    }

    private void deploy(String name, String spec) {
        shop.apply(
                "kind: Deployment\nmetadata: {name: %s}\nspec: {projectRef: {name: shop}, %s}\n".formatted(name, spec));
    }

    /** Waits until the files and the exposure are there, and nothing follows from these. */
    private DeploymentStatus settled(String name) {
        var status = shop.ready(Deployment.class, name).getStatus();
        shop.eventually(() -> assertThat(server().file("dbt/models/exposures.yml"))
                .isNotNull()
                .contains("deployment: " + name));
        var head = server().head();
        shop.staysSo(() -> {
            assertThat(server().head()).isEqualTo(head);
            assertThat(shop.get(Deployment.class, name).getStatus().commit()).isEqualTo(status.commit());
        });
        return status;
    }

    private void push(String path, String text) {
        server().push(path, text);
        news.told(new RepositoryId(shop.namespace, "shop"));
    }

    @Test
    void areCommittedAtTheRootAndMoveNothing() {
        model();
        var built = server().head().name();
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        var status = settled("daily");
        assertThat(status.commit()).isEqualTo(built);
        assertThat(status.files()).contains(DAGS, GRAPH);
        assertThat(server().file(GRAPH)).contains(built);
        assertThat(server().files()).containsKey(".intalgo/deployments/" + shop.namespace + "/daily.json");
        assertThat(server().log()).containsOnlyOnce("Deploy daily");
        assertThat(shop.events("Deployment", "daily")).containsOnlyOnce("Committed");
        assertThat(Workspace.condition(shop.get(Deployment.class, "daily"), "FilesCommitted")
                        .getMessage())
                .contains("dags/shop");
    }

    @Test
    void followTheModelsAndAreWrittenAnewWhereSomebodyEditsThem() {
        model();
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        var before = settled("daily");
        shop.model("totals", ORDERS + " WHERE id > 0");
        var now = shop.until(
                        Deployment.class,
                        "daily",
                        d -> assertThat(d.getStatus().commit())
                                .isEqualTo(shop.get(Question.class, "totals")
                                        .getStatus()
                                        .builtCommit())
                                .isNotEqualTo(before.commit()))
                .getStatus();
        shop.eventually(() -> assertThat(server().file(GRAPH)).contains(now.commit()));
        var wanted = server().file(DAGS);
        push(DAGS, "edited\n");
        shop.eventually(() -> assertThat(server().file(DAGS)).isEqualTo(wanted));
        assertThat(settled("daily").commit()).isEqualTo(now.commit());
    }

    @Test
    void neverTakeThePlaceOfSomebodyElses() {
        model();
        push(DAGS, "theirs\n");
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        assertThat(shop.notReady(Deployment.class, "daily", "FileTaken")).contains(DAGS, "spec.files.path");
        assertThat(shop.get(Deployment.class, "daily").getStatus().configMaps()).containsExactly("daily-dagster");
        deploy("daily", "dagster: {}, files: {path: dags/daily}");
        settled("daily");
        deploy("weekly", "dagster: {}, granularity: Model, files: {path: dags/daily}");
        assertThat(shop.notReady(Deployment.class, "weekly", "FileTaken"))
                .contains("dags/daily/graph.json", "another Deployment");
        shop.ready(Deployment.class, "daily");
        assertThat(server().files()).containsEntry(DAGS, "theirs\n").doesNotContainKey(GRAPH);
        shop.delete(Deployment.class, "daily");
        shop.ready(Deployment.class, "weekly");
    }

    @Test
    void goWithTheDeployment() {
        model();
        deploy("daily", "dagster: {}, files: {}");
        assertThat(settled("daily").files())
                .contains("deployments/daily/definitions.py", "deployments/daily/graph.json");
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        shop.eventually(() -> assertThat(server().files())
                .containsKeys(DAGS, GRAPH)
                .doesNotContainKeys("deployments/daily/definitions.py", "deployments/daily/graph.json"));
        deploy("daily", "dagster: {}");
        shop.eventually(() -> assertThat(server().files().keySet())
                .noneMatch(path -> path.startsWith("dags/") || path.startsWith(".intalgo/")));
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().files()).isEmpty());
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        settled("daily");
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(server().files().keySet())
                .noneMatch(path -> path.startsWith("dags/") || path.startsWith(".intalgo/")));
        assertThat(server().log()).contains("Remove the files of Deployment daily");
    }

    @Test
    void goWithADeploymentThatGoesAsSoonAsTheyAreThere() {
        model();
        deploy("daily", "dagster: {}, files: {path: dags/shop}");
        shop.eventually(() -> assertThat(server().files()).containsKey(GRAPH));
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(server().files().keySet())
                .noneMatch(path -> path.startsWith("dags/") || path.startsWith(".intalgo/")));
        shop.until(
                IntalgoProject.class,
                "shop",
                project -> assertThat(project.getStatus().exposures()).isEmpty());
    }

    @Test
    void waitForTheirReviewWhereAllIsReviewed() throws GitAPIException {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  approval: PullRequest
                  repository: {volume: {size: 64Mi}}
                """);
        shop.ready(IntalgoProject.class, "shop");
        var model = shop.repository().push("models/totals.sql", "select 1 as id\n");
        deploy("daily", "dagster: {}, files: {}");
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(Workspace.condition(d, "Reviewed").getMessage()).contains(BRANCH));
        assertThat(shop.ready(Deployment.class, "daily").getStatus().commit()).isEqualTo(model);
        assertThat(shop.repository().files()).doesNotContainKey("deployments/daily/graph.json");
        var clone = shop.repository();
        new Git(clone.repository())
                .push()
                .setRemote(clone.url())
                .setRefSpecs(new RefSpec("refs/heads/%s:refs/heads/main".formatted(BRANCH)))
                .setCredentialsProvider(clone.signIn())
                .call();
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(Workspace.condition(d, "FilesCommitted").getStatus())
                        .isEqualTo("True"));
        assertThat(shop.get(Deployment.class, "daily").getStatus().commit()).isEqualTo(model);
        assertThat(shop.repository().files()).containsKey("deployments/daily/graph.json");
    }

    @Test
    void areNothingThatACronJobHas() {
        shop.connection();
        var refused = shop.tryApply("kind: Deployment\nmetadata: {name: daily}\nspec: {projectRef: {name: shop},"
                + " cronJob: {}, schedule: '0 6 * * *', files: {}}\n");
        assertThat(refused.ok()).isFalse();
        assertThat(refused.text()).contains("a cronJob has no files");
    }
}
