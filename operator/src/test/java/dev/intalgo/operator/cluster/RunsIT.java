package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What became of runs: pods say it, or their Jobs show it. */
@QuarkusTest
class RunsIT extends ClusterTest {
    @Inject
    MeterRegistry meters;

    private String commit;

    @BeforeEach
    void deploy() {
        shop.project(llm());
        shop.model("totals", "SELECT id, customer_id AS total FROM sales.orders");
        shop.ready(Question.class, "totals");
        deploy("cronJob: {suspend: true}");
        commit = shop.ready(Deployment.class, "daily").getStatus().commit();
    }

    private void deploy(String target) {
        shop.apply("""
                kind: Deployment
                metadata: {name: daily}
                spec:
                  projectRef: {name: shop}
                  schedule: '0 6 * * *'
                  %s
                """.formatted(target));
    }

    private ObjectNode report(String run, boolean ok) {
        var report = Pods.JSON
                .createObjectNode()
                .put("deployment", "daily")
                .put("run", run)
                .put("parts", 1)
                .put("part", "a1")
                .put("commit", commit)
                .put("fullRefresh", false)
                .put("startedAt", Instant.now().minusSeconds(10).toString())
                .put("finishedAt", Instant.now().toString())
                .put("ok", ok)
                .put("step", ok ? null : "build")
                .put("message", ok ? null : "Got 3 results, configured to fail if != 0");
        node(report, "model", "totals", "success", 40L);
        node(report, "test", "unique_totals_id", ok ? "pass" : "fail", null);
        return report;
    }

    private static void node(ObjectNode report, String kind, String name, String status, Long rows) {
        report.withArray("nodes")
                .addObject()
                .put("kind", kind)
                .put("name", name)
                .put("status", status)
                .put("rows", rows);
    }

    /** A pod as Airflow makes it: from the template, with no owner. */
    private String token(String account) {
        var pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(shop.namespace)
                        .withGenerateName("airflow-")
                        .endMetadata()
                        .withNewSpec()
                        .withServiceAccountName(account)
                        .addNewContainer()
                        .withName("intalgo")
                        .withImage("intalgo/runner")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        return Pods.token(client, pod);
    }

    private DeploymentStatus status() {
        return shop.get(Deployment.class, "daily").getStatus();
    }

    private List<Event> events(String reason) {
        return client.v1().events().inNamespace(shop.namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason))
                .toList();
    }

    private List<Meter> metersOfDaily() {
        return meters.getMeters().stream()
                .filter(meter -> shop.namespace.equals(meter.getId().getTag("namespace")))
                .filter(meter -> meter.getId().getName().startsWith("intalgo.run"))
                .toList();
    }

    @Test
    void takesWhatAPodSays() throws Exception {
        assertThat(shop.pods.say(report("manual-1", true).toString(), token("shop-dbt")))
                .isEqualTo(204);
        shop.eventually(() -> assertThat(status().lastRun()).isNotNull());
        var run = status().lastRun();
        assertThat(run.id()).isEqualTo("manual-1");
        assertThat(run.succeeded()).isTrue();
        assertThat(run.seconds()).isBetween(9.5, 10.5);
        assertThat(List.of(run.built(), run.passed())).containsExactly(1, 1);
        assertThat(run.rows()).isEqualTo(40);
        assertThat(status().lastSuccess()).isEqualTo(run);
        assertThat(status().succeeded()).containsExactly(commit);
        shop.eventually(() -> assertThat(events("RunSucceeded"))
                .singleElement()
                .satisfies(event -> assertThat(event.getMessage()).contains("manual-1", "1 built, 1 tests passed")));
        assertThat(metersOfDaily()).hasSize(4);
        shop.delete(Deployment.class, "daily");
        shop.eventually(() -> assertThat(metersOfDaily()).isEmpty());
    }

    /** The runs that people are told of. */
    private JsonNode told() {
        return PeopleClient.of(
                        this, "deployments/%s/daily/runs", ApiServer.shared().token())
                .got("", JsonNode.class);
    }

    @Test
    void namesTheTestsThatFailed() throws Exception {
        var token = token("shop-dbt");
        shop.pods.say(report("first", true).toString(), token);
        shop.pods.say(report("second", false).toString(), token);
        shop.eventually(() -> assertThat(status().lastRun())
                .isNotNull()
                .extracting(DeploymentStatus.Run::id)
                .isEqualTo("second"));
        assertThat(status().lastRun().succeeded()).isFalse();
        assertThat(status().lastRun().failed()).containsExactly("unique_totals_id");
        assertThat(status().lastRun().message()).startsWith("unique_totals_id: Got 3 results");
        assertThat(status().lastSuccess().id()).isEqualTo("first");
        assertThat(told()).extracting(one -> one.path("id").asText()).containsExactlyInAnyOrder("first", "second");
        shop.eventually(() -> assertThat(events("RunFailed"))
                .singleElement()
                .satisfies(event -> assertThat(event.getMessage()).contains("second", "unique_totals_id")));
        // The Deployment itself is as it should be.
        assertThat(Workspace.condition(shop.get(Deployment.class, "daily"), "Ready")
                        .getStatus())
                .isEqualTo("True");
    }

    @Test
    void aRunOfSeveralPodsHasSucceededOnceAllOfThemHave() throws Exception {
        var token = token("shop-dbt");
        shop.pods.say(report("asset-1", true).put("parts", 2).toString(), token);
        shop.eventually(() -> assertThat(status().lastRun()).isNotNull());
        assertThat(status().lastRun().succeeded()).isNull();
        assertThat(status().succeeded()).isEmpty();
        shop.pods.say(report("asset-1", true).put("parts", 2).put("part", "b2").toString(), token);
        shop.eventually(() -> assertThat(status().lastRun().succeeded()).isTrue());
        assertThat(status().lastRun().built()).isEqualTo(2);
        assertThat(status().lastRun().rows()).isEqualTo(80);
    }

    @Test
    void believesNoOtherPod() throws Exception {
        client.serviceAccounts()
                .inNamespace(shop.namespace)
                .resource(account("other"))
                .create();
        var body = report("forged", true).toString();
        assertThat(shop.pods.say(body, token("other"))).isEqualTo(403);
        assertThat(shop.pods.say(body, "no-token")).isEqualTo(401);
        try (var elsewhere = new Workspace(client, operator)) {
            client.serviceAccounts()
                    .inNamespace(elsewhere.namespace)
                    .resource(account("shop-dbt"))
                    .create();
            var pod = new PodBuilder(client.pods()
                            .inNamespace(shop.namespace)
                            .list()
                            .getItems()
                            .getFirst())
                    .withNewMetadata()
                    .withNamespace(elsewhere.namespace)
                    .withName("pod")
                    .endMetadata()
                    .withStatus(null)
                    .build();
            pod.getSpec().setServiceAccountName("shop-dbt");
            assertThat(shop.pods.say(
                            body, Pods.token(client, client.resource(pod).create())))
                    .isEqualTo(404);
        }
        shop.staysSo(() -> assertThat(status().lastRun()).isNull());
    }

    private static io.fabric8.kubernetes.api.model.ServiceAccount account(String name) {
        return new io.fabric8.kubernetes.api.model.ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
    }

    @Test
    void refusesWhatIsNoReport() throws Exception {
        var token = token("shop-dbt");
        assertThat(shop.pods.say(report("r", true).put("commit", "main").toString(), token))
                .isEqualTo(400);
        assertThat(shop.pods.say(report("r", true).put("deployment", "none").toString(), token))
                .isEqualTo(404);
        assertThat(shop.pods.say("[]", token)).isEqualTo(400);
        assertThat(shop.pods.say(
                        report("r", true).put("message", "x".repeat(5 << 20)).toString(), token))
                .isEqualTo(413);
    }

    private List<Job> jobs() {
        return client.batch().v1().jobs().inNamespace(shop.namespace).list().getItems().stream()
                .filter(job -> job.getMetadata().getName().startsWith("daily-now-"))
                .toList();
    }

    @Test
    void runsNowOnceForEachNewValueAlsoWhileSuspended() {
        shop.pods.run = job -> report(job.getMetadata().getName(), true);
        shop.annotate(Deployment.class, "daily", "intalgo.dev/run", "1");
        shop.eventually(() -> assertThat(status().runRequest()).isEqualTo("1"));
        assertThat(jobs()).hasSize(1);
        var job = jobs().getFirst();
        shop.eventually(() -> assertThat(status().lastSuccess()).isNotNull());
        assertThat(status().lastSuccess().id()).isEqualTo(job.getMetadata().getName());
        assertThat(job.getMetadata().getOwnerReferences().getFirst().getKind()).isEqualTo("CronJob");
        shop.annotate(Deployment.class, "daily", "test/other", "x");
        shop.staysSo(() -> assertThat(jobs()).hasSize(1));
        shop.annotate(Deployment.class, "daily", "intalgo.dev/run", "2");
        shop.eventually(() -> assertThat(jobs()).hasSize(2));
    }

    @Test
    void refreshesFullyUntilARunDidSo() {
        shop.annotate(Deployment.class, "daily", "intalgo.dev/full-refresh", "monday");
        shop.eventually(() -> assertThat(arguments()).contains("--full-refresh"));
        shop.pods.run = job -> report(job.getMetadata().getName(), false).put("fullRefresh", true);
        shop.annotate(Deployment.class, "daily", "intalgo.dev/run", "1");
        shop.eventually(() -> assertThat(status().lastRun()).isNotNull());
        assertThat(arguments()).contains("--full-refresh");
        shop.pods.run = job -> report(job.getMetadata().getName(), true).put("fullRefresh", true);
        shop.annotate(Deployment.class, "daily", "intalgo.dev/run", "2");
        shop.eventually(() -> assertThat(status().fullRefresh()).isEqualTo("monday"));
        shop.eventually(() -> assertThat(arguments()).doesNotContain("--full-refresh"));
    }

    private List<String> arguments() {
        var cronJob = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(shop.namespace)
                .withName("daily")
                .get();
        return cronJob.getSpec()
                .getJobTemplate()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs();
    }

    /** The one pod of the run that is asked for. */
    private Pod started() {
        shop.annotate(Deployment.class, "daily", "intalgo.dev/run", "now");
        var pods = client.pods().inNamespace(shop.namespace).withLabel("batch.kubernetes.io/job-name");
        shop.eventually(() -> assertThat(pods.list().getItems())
                .filteredOn(pod -> pod.getMetadata().getName().startsWith("daily-now-"))
                .hasSize(1));
        return pods.list().getItems().stream()
                .filter(pod -> pod.getMetadata().getName().startsWith("daily-now-"))
                .findFirst()
                .orElseThrow();
    }

    private void show(Pod pod, PodStatusBuilder status) {
        client.resource(new PodBuilder(pod)
                        .editMetadata()
                        .withResourceVersion(null)
                        .endMetadata()
                        .withStatus(status.build())
                        .build())
                .updateStatus();
    }

    @Test
    void tellsOfAPodThatWasKilledBeforeItCouldSayAnything() {
        var pod = started();
        show(
                pod,
                new PodStatusBuilder()
                        .withPhase("Failed")
                        .addNewContainerStatus()
                        .withName("intalgo")
                        .withImage("i")
                        .withImageID("i")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(137)
                        .withReason("OOMKilled")
                        .withMessage("1 of 2 START sql table model totals")
                        .endTerminated()
                        .endState()
                        .endContainerStatus());
        shop.pods.end(jobs().getFirst(), false);
        shop.eventually(() -> assertThat(status().lastRun()).isNotNull());
        assertThat(status().lastRun().succeeded()).isFalse();
        assertThat(status().lastRun().commit()).isEqualTo(commit);
        assertThat(status().lastRun().message()).contains("OOMKilled (exit code 137)", "START sql table");
        shop.eventually(() -> assertThat(events("RunFailed"))
                .singleElement()
                .satisfies(event -> assertThat(event.getMessage()).contains("OOMKilled")));
        // What is known stays when the pod is gone.
        client.resource(pod).withGracePeriod(0).delete();
        shop.staysSo(() -> assertThat(status().lastRun().message()).contains("OOMKilled"));
    }

    @Test
    void tellsOfAPodThatCannotStart() {
        var pod = started();
        var job = jobs().getFirst();
        job.setStatus(new io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder()
                .withStartTime(job.getMetadata().getCreationTimestamp())
                .withActive(1)
                .build());
        client.resource(job).updateStatus();
        show(
                pod,
                new PodStatusBuilder()
                        .withPhase("Pending")
                        .addNewContainerStatus()
                        .withName("intalgo")
                        .withImage("i")
                        .withImageID("")
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .withMessage("Back-off pulling image \"intalgo/runner\"")
                        .endWaiting()
                        .endState()
                        .endContainerStatus());
        shop.eventually(() -> assertThat(status().lastRun()).isNotNull());
        assertThat(status().lastRun().succeeded()).isNull();
        assertThat(events("RunHeld")).singleElement();
        client.resource(pod).withGracePeriod(0).delete();
        shop.pods.end(jobs().getFirst(), false);
        shop.eventually(() -> assertThat(status().lastRun().succeeded()).isFalse());
        assertThat(status().lastRun().message()).contains("ImagePullBackOff");
    }

    @Test
    void isLateWhereNoRunSucceedsInTime() throws Exception {
        deploy("cronJob: {}\n  lateAfter: 1s");
        shop.ready(Deployment.class, "daily");
        assertThat(status().scheduled().schedule()).isEqualTo("0 6 * * * Etc/UTC");
        client.resources(Deployment.class)
                .inNamespace(shop.namespace)
                .withName("daily")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"scheduled\":{\"since\":\"2020-01-01T00:00:00Z\"}}}");
        shop.annotate(Deployment.class, "daily", "test/touched", "1");
        shop.notReady(Deployment.class, "daily", "Late");
        var message = Workspace.condition(shop.get(Deployment.class, "daily"), "OnTime")
                .getMessage();
        assertThat(message).contains("should have succeeded within 1s", "no run has succeeded");
        shop.eventually(() -> assertThat(shop.events("Deployment", "daily")).contains("Late"));
        shop.pods.say(
                report("at-last", true)
                        .put("startedAt", Instant.now().toString())
                        .toString(),
                token("shop-dbt"));
        shop.ready(Deployment.class, "daily");
        deploy("cronJob: {suspend: true}");
        shop.until(
                Deployment.class,
                "daily",
                d -> assertThat(d.getStatus().condition("OnTime")).isEmpty());
    }
}
