package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class DeploymentIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    /** A project with the models {@code totals} and {@code largest}, which reads it. */
    private String models() {
        shop.project(llm());
        shop.model("totals", ORDERS);
        shop.model("largest", "SELECT id FROM totals");
        shop.ready(Question.class, "totals");
        shop.ready(Question.class, "largest");
        return shop.repository().head().name();
    }

    /** Waits until it is deployed and an exposure, which is a commit of its own and deploys nothing. */
    private DeploymentStatus exposed() {
        var status = shop.ready(Deployment.class, "daily").getStatus();
        shop.eventually(() -> assertThat(shop.repository().files()).containsKey("models/exposures.yml"));
        shop.staysSo(
                () -> assertThat(shop.get(Deployment.class, "daily").getStatus().commit())
                        .isEqualTo(status.commit()));
        return status;
    }

    @Test
    void isAnExposureForAsLongAsItIsThere() {
        models();
        deploy("cronJob: {}", "schedule: '0 6 * * *'", "select: [largest]");
        exposed();
        assertThat(shop.repository().file("models/exposures.yml"))
                .contains("- name: daily", "type: application", "- ref('largest')", "a Kubernetes CronJob")
                .doesNotContain("ref('totals')", "url:");
        shop.annotate(Deployment.class, "daily", "intalgo.dev/url", "https://runs.example/daily");
        shop.eventually(() ->
                assertThat(shop.repository().file("models/exposures.yml")).contains("url: https://runs.example/daily"));
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(shop.repository().files()).doesNotContainKey("models/exposures.yml"));
    }

    private void deploy(String... spec) {
        shop.apply("kind: Deployment\nmetadata: {name: daily}\nspec:\n  projectRef: {name: shop}\n  %s\n"
                .formatted(String.join("\n  ", spec)));
    }

    private ConfigMap map(String name) {
        return client.configMaps().inNamespace(shop.namespace).withName(name).get();
    }

    private CronJob cronJob() {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace(shop.namespace)
                .withName("daily")
                .get();
    }

    @ParameterizedTest
    @CsvSource({"airflow, Project", "airflow, Model", "dagster, Project", "dagster, Model"})
    void givesAnOrchestratorItsFiles(String target, String granularity) {
        models();
        deploy(target + ": {}", "granularity: " + granularity, "schedule: '0 6 * * *'", "timeZone: Europe/Berlin");
        var status = exposed();
        var commit = status.commit();
        var deployment = shop.get(Deployment.class, "daily");
        assertThat(status.nodes()).isEqualTo(2);
        assertThat(status.hash()).matches("[0-9a-f]{64}");
        assertThat(status.configMaps()).containsExactly("daily-" + target);
        var map = map("daily-" + target);
        assertThat(map.getMetadata().getOwnerReferences())
                .extracting("uid")
                .containsExactly(deployment.getMetadata().getUid());
        var text = String.join("\n", map.getData().values());
        assertThat(text).contains(commit, "totals", "largest", "Europe/Berlin").doesNotContain("hunter2");
        assertThat(shop.events("Deployment", "daily")).contains("Ready");
    }

    @Test
    void makesACronJob() {
        models();
        deploy("cronJob: {}", "schedule: '0 6 * * *'", "timeZone: Europe/Berlin", "select: [largest]");
        var commit = exposed().commit();
        var deployment = shop.get(Deployment.class, "daily");
        assertThat(deployment.getStatus().cronJob()).isEqualTo("daily");
        assertThat(deployment.getStatus().nodes()).isEqualTo(1);
        var spec = cronJob().getSpec();
        assertThat(spec.getSchedule()).isEqualTo("0 6 * * *");
        assertThat(spec.getTimeZone()).isEqualTo("Europe/Berlin");
        var pod = spec.getJobTemplate().getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().getFirst().getArgs()).contains(commit, "largest");
        assertThat(pod.getServiceAccountName()).isEqualTo("shop-dbt");
        assertThat(Serialization.asYaml(cronJob())).doesNotContain("hunter2");
        assertThat(cronJob().getMetadata().getOwnerReferences())
                .extracting("uid")
                .containsExactly(deployment.getMetadata().getUid());
    }

    @Test
    void leavesNothingOfTheOrchestratorBefore() {
        models();
        deploy("cronJob: {}", "schedule: '0 6 * * *'");
        shop.ready(Deployment.class, "daily");
        deploy("airflow: {}", "schedule: '0 6 * * *'");
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().configMaps()).containsExactly("daily-airflow"));
        assertThat(cronJob()).isNull();
        assertThat(shop.get(Deployment.class, "daily").getStatus().cronJob()).isNull();
        deploy("dagster: {}");
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().configMaps()).containsExactly("daily-dagster"));
        assertThat(map("daily-airflow")).isNull();
    }

    @Test
    void followsTheModelsOnceTheyAreBuilt() {
        models();
        deploy("airflow: {}");
        var first = exposed();
        var before = first.commit();
        shop.model("totals", ORDERS + " WHERE id > 0");
        var second = shop.until(
                        Deployment.class,
                        "daily",
                        d -> assertThat(d.getStatus().commit())
                                .isEqualTo(shop.get(Question.class, "totals")
                                        .getStatus()
                                        .builtCommit())
                                .isNotEqualTo(before))
                .getStatus();
        assertThat(second.hash()).isNotEqualTo(first.hash());
        assertThat(second.commit()).isEqualTo(shop.repository().head().name());
    }

    @Test
    void mendsWhatSomebodyDeletedOrChanged() {
        models();
        deploy("cronJob: {}", "schedule: '0 6 * * *'");
        shop.ready(Deployment.class, "daily");
        client.resource(cronJob()).delete();
        shop.eventually(() -> assertThat(cronJob()).isNotNull());
    }

    @Test
    void waitsForProjectAndModels() {
        deploy("airflow: {}");
        assertThat(shop.notReady(Deployment.class, "daily", "ProjectNotFound")).contains("\"shop\"");
        shop.project(llm());
        assertThat(shop.notReady(Deployment.class, "daily", "NothingSelected")).contains("mode Model");
        shop.pods.on("build", Outcomes.buildFails("no space left on device"));
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Deployment.class, "daily", "CommitNotBuilt")).contains("totals", "BuildFailed");
        shop.pods.on("build", Outcomes::built);
        shop.model("totals", ORDERS + " WHERE id > 0");
        shop.ready(Deployment.class, "daily");
    }

    @Test
    void outlivesItsProject() {
        models();
        deploy("airflow: {}");
        var before = exposed();
        shop.delete(IntalgoProject.class, "shop");
        shop.notReady(Deployment.class, "daily", "ProjectNotFound");
        assertThat(map("daily-airflow")).isNotNull();
        shop.project(llm());
        assertThat(shop.ready(Deployment.class, "daily").getStatus().hash()).isEqualTo(before.hash());
    }

    @Test
    void tellsOfABrokenConnectionOrPodTemplate() {
        models();
        deploy("airflow: {}");
        shop.ready(Deployment.class, "daily");
        shop.apply(Workspace.CONNECTION.replace("host: shop-db, ", ""));
        shop.notReady(IntalgoProject.class, "shop", "ConnectionNotReady");
        deploy("airflow: {}", "schedule: '0 7 * * *'");
        assertThat(shop.notReady(Deployment.class, "daily", "ConnectionNotReady"))
                .contains("host");
        shop.apply(Workspace.CONNECTION);
        shop.ready(Connection.class, "shop");
        shop.ready(Deployment.class, "daily");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schedule: '0 6 * *'|InvalidSchedule|five",
                "schedule: '99 6 * * *'|InvalidSchedule|99",
                "timeZone: Mars/Olympus|InvalidSchedule|Mars/Olympus",
                "select: [no_such_model]|NothingSelected|spec.select",
            })
    void saysWhatToChange(String wrong, String reason, String hint) {
        shop.project(llm());
        shop.model("totals", ORDERS);
        shop.ready(Question.class, "totals");
        deploy("airflow: {}", wrong);
        assertThat(shop.notReady(Deployment.class, "daily", reason)).contains(hint);
        assertThat(shop.events("Deployment", "daily")).contains(reason);
        assertThat(map("daily-airflow")).isNull();
        deploy("airflow: {}");
        shop.ready(Deployment.class, "daily");
    }

    @Test
    void leavesADagsIdToWhoHadItFirst() {
        models();
        deploy("airflow: {dagId: shop}");
        shop.ready(Deployment.class, "daily");
        shop.apply(
                "kind: Deployment\nmetadata: {name: other}\nspec: {projectRef: {name: shop}, airflow: {dagId: shop}}\n");
        assertThat(shop.notReady(Deployment.class, "other", "DagIdTaken"))
                .contains("\"daily\"", shop.namespace, "spec.airflow.dagId");
        assertThat(map("other-airflow")).isNull();
        assertThat(map("daily-airflow").getData()).containsKey("shop.py");
        shop.delete(Deployment.class, "daily");
        shop.ready(Deployment.class, "other");
    }

    @Test
    void triesAgainWhereDbtCouldNotSelect() {
        models();
        shop.pods.on("graph", Outcomes.fails("compile", "Parsing Error in selector"));
        deploy("airflow: {}");
        assertThat(shop.notReady(Deployment.class, "daily", "SelectionFailed")).contains("Parsing Error");
        shop.eventually(() -> assertThat(shop.pods.done("graph")).hasSizeGreaterThan(1));
        shop.pods.on("graph", shop.pods::graph);
        shop.ready(Deployment.class, "daily");
        assertThat(shop.events("Deployment", "daily")).containsOnlyOnce("SelectionFailed");
        assertThat(map("daily-airflow")).isNotNull();
    }
}
