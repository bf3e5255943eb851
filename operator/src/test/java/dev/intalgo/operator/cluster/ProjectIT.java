package dev.intalgo.operator.cluster;

import static dev.intalgo.operator.cluster.Workspace.CONNECTION;
import static dev.intalgo.operator.cluster.Workspace.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Projects whose repository is on the operator's volume. */
@QuarkusTest
class ProjectIT extends ClusterTest {
    private static final String PROJECT = """
            kind: IntalgoProject
            metadata: {name: shop}
            spec:
              connectionRef: {name: shop}
              repository: {volume: {size: 64Mi}}
            """;

    @Test
    void writesItsSourcesInOneCommit() {
        shop.project(llm());
        var project = shop.ready(IntalgoProject.class, "shop");
        var clone = shop.repository();
        assertThat(clone.log()).containsExactly("Describe the sources of shop");
        assertThat(clone.file("dbt_project.yml")).contains("name: shop");
        assertThat(clone.file("models/sources/sales.yml")).contains("- name: orders", "- name: daily");
        assertThat(project.getStatus().commit()).isEqualTo(clone.head().name());
        assertThat(project.getStatus().cloneUrl()).endsWith("/git/" + shop.namespace + "/shop.git");
        assertThat(project.getStatus().catalog())
                .isEqualTo(
                        shop.get(Connection.class, "shop").getStatus().catalog().hash());
        assertThat(shop.events("IntalgoProject", "shop")).contains("Committed", "Ready");
    }

    @Test
    void followsTheCatalogAndNothingElse() {
        shop.project(llm());
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "same");
        shop.eventually(() -> assertThat(shop.pods.done("ingest")).hasSize(2));
        shop.ready(Connection.class, "shop");
        shop.staysSo(() -> assertThat(shop.repository().log()).hasSize(1));
        shop.pods.on("ingest", Outcomes::catalogWithWeekly);
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "new");
        shop.eventually(() ->
                assertThat(shop.repository().file("models/sources/sales.yml")).contains("- name: weekly"));
        assertThat(shop.repository().log()).hasSize(2);
    }

    @Test
    void keepsWhatPeopleWrote() {
        shop.project(llm());
        var sources = shop.repository().file("models/sources/sales.yml");
        var theirs =
                sources.replaceFirst("(      - name: orders .*\n)", "$1        description: \"What was ordered.\"\n");
        assertThat(theirs).isNotEqualTo(sources);
        var commit = shop.repository().push("models/sources/sales.yml", theirs);
        shop.until(
                IntalgoProject.class,
                "shop",
                p -> assertThat(p.getStatus().commit()).isEqualTo(commit));
        assertThat(shop.repository().file("models/sources/sales.yml")).isEqualTo(theirs);
    }

    @Test
    void waitsForItsConnection() {
        shop.apply(PROJECT);
        assertThat(shop.notReady(IntalgoProject.class, "shop", "ConnectionNotFound"))
                .contains("\"shop\"");
        shop.apply(CONNECTION);
        assertThat(shop.waiting(IntalgoProject.class, "shop", "ConnectionNotReady"))
                .contains("its conditions");
        shop.connection();
        shop.ready(IntalgoProject.class, "shop");
    }

    @Test
    void outlivesItsConnection() {
        shop.project(llm());
        var before = shop.repository().head();
        shop.delete(Connection.class, "shop");
        shop.notReady(IntalgoProject.class, "shop", "ConnectionNotFound");
        assertThat(shop.events("IntalgoProject", "shop")).contains("ConnectionNotFound");
        shop.connection();
        shop.ready(IntalgoProject.class, "shop");
        assertThat(shop.repository().head()).isEqualTo(before);
    }

    @Test
    void tellsOfAConnectionThatBroke() {
        shop.project(llm());
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        shop.apply(CONNECTION.replace("host: shop-db, ", ""));
        assertThat(shop.notReady(IntalgoProject.class, "shop", "ConnectionNotReady"))
                .contains("Connection \"shop\"", "host");
        shop.apply(CONNECTION);
        shop.ready(IntalgoProject.class, "shop");
        shop.ready(Question.class, "totals");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "podTemplate: {spec: {serviceAccountName: admin}}|InvalidPodTemplate|spec.podTemplate.spec.serviceAccountName",
                "podTemplate: {spec: {containers: [{name: intalgo, resources: {limits: 5}}]}}|InvalidPodTemplate|spec.podTemplate",
                "podTemplate: {spec: {containers: nonsense}}|InvalidPodTemplate|spec.podTemplate",
            })
    void saysWhatToChange(String wrong, String reason, String hint) {
        shop.connection();
        shop.apply(PROJECT + "  " + wrong + "\n");
        assertThat(shop.notReady(IntalgoProject.class, "shop", reason)).contains(hint);
        assertThat(shop.events("IntalgoProject", "shop")).contains(reason);
        shop.apply(PROJECT);
        shop.ready(IntalgoProject.class, "shop");
    }

    @Test
    void saysThatTheRepositoryIsFull() {
        shop.connection();
        shop.apply(PROJECT.replace("64Mi", "1k"));
        assertThat(shop.notReady(IntalgoProject.class, "shop", "RepositoryFull"))
                .contains("spec.repository.volume.size");
        assertThat(condition(shop.get(IntalgoProject.class, "shop"), "RepositoryReady")
                        .getStatus())
                .isEqualTo("False");
        shop.apply(PROJECT);
        shop.ready(IntalgoProject.class, "shop");
    }

    @Test
    void givesItsPodsWhatItsTemplateSays() {
        shop.connection();
        shop.apply(PROJECT + "  podTemplate: {spec: {nodeSelector: {disk: ssd}}}\n");
        shop.ready(IntalgoProject.class, "shop");
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        var workers = client.batch()
                .v1()
                .jobs()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/kind", "project")
                .list()
                .getItems();
        assertThat(workers).hasSize(1);
        var pod = workers.getFirst().getSpec().getTemplate().getSpec();
        assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(pod.getContainers().getFirst().getSecurityContext().getReadOnlyRootFilesystem())
                .isTrue();
    }

    @Test
    void tellsOnceOfAWorkerThatDied() {
        shop.project(llm());
        shop.pods.dying.set(1);
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.eventually(() -> assertThat(shop.events("IntalgoProject", "shop")).contains("WorkerFailed"));
        shop.waiting(Question.class, "totals", "Validating");
        shop.touch();
        shop.staysSo(() -> assertThat(shop.events("IntalgoProject", "shop")).containsOnlyOnce("WorkerFailed"));
        assertThat(shop.pods.done("validate")).isEmpty();
    }

    @Test
    void replacesAWorkerThatWasStartedWithAnotherPassword() {
        shop.project(llm());
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
        var started = workers();
        assertThat(started).hasSize(1);
        shop.secret("shop-db", Map.of("username", "reader", "password", "newer"));
        shop.eventually(() -> assertThat(workers()).doesNotContainAnyElementsOf(started));
        assertThat(shop.events("IntalgoProject", "shop")).contains("WorkerReplaced");
        shop.model("ids", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "ids");
        assertThat(workers()).hasSize(1).doesNotContainAnyElementsOf(started);
    }

    private List<String> workers() {
        return client
                .batch()
                .v1()
                .jobs()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/kind", "project")
                .list()
                .getItems()
                .stream()
                .map(job -> job.getMetadata().getUid())
                .toList();
    }
}
