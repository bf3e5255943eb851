package dev.intalgo.operator.job;

import static dev.intalgo.operator.job.TasksTest.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobsTest {
    private static final RunnerSettings RUNNER =
            new RunnerSettings("runner:1", Map.of(), "https://intalgo.system.svc:8443", "OPERATOR-CA\n");
    private static final IntalgoProject PROJECT = named(new IntalgoProject(), "sales", "u1");
    private static final Connection CONNECTION = named(new Connection(), "shop", "u2");
    private static final ConnectionAccess ACCESS = new ConnectionAccess(
            "postgres",
            Optional.empty(),
            "shop",
            Optional.of("prod"),
            Optional.empty(),
            new ConnectionAccess.ProfileSource.FromConfigMap("shop-profile"),
            Map.of("password", new SecretKeyRef("db", "pw"), "user", new SecretKeyRef("db", "name")),
            Map.of("sslkey", new SecretKeyRef("db-tls", "tls.key")),
            Optional.empty());
    private static final GitAccess GIT = new GitAccess(RUNNER.url() + "/git/ns/sales.git", "main", "");

    @Test
    void aWorkerRunsAsTheProjectsAccountWithoutRights() {
        Job job = worker(Map.of());
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertThat(job.getMetadata().getName()).isEqualTo("sales-worker-3");
        assertThat(job.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("u1");
        assertThat(job.getSpec().getBackoffLimit()).isEqualTo(3);
        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(600);
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isPositive();
        assertThat(pod.getServiceAccountName()).isEqualTo("sales-dbt");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getArgs()).containsExactly("worker");
        assertThat(container.getResources().getLimits()).containsOnlyKeys("memory");
    }

    @Test
    void secretsReachThePodByReferenceOnly() {
        PodSpec pod = worker(Map.of()).getSpec().getTemplate().getSpec();
        assertThat(env(pod, "DBT_ENV_SECRET_PASSWORD").getValue()).isNull();
        assertThat(env(pod, "DBT_ENV_SECRET_PASSWORD").getValueFrom().getSecretKeyRef())
                .satisfies(ref -> {
                    assertThat(ref.getName()).isEqualTo("db");
                    assertThat(ref.getKey()).isEqualTo("pw");
                });
        assertThat(env(pod, "DBT_ENV_SECRET_USER")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getKey())
                .isEqualTo("name");
    }

    @Test
    void onlyPodsThatPublishKnowTheDataHubServer() {
        var datahub = new ConnectionAccess.DataHubAccess(
                "http://gms:8080", Optional.of(new SecretKeyRef("datahub", "token")));
        var access = ACCESS.withSchema(Optional.of("other")).withDataHub(datahub);
        var worker = Jobs.worker(PROJECT, 1, access, GIT, RUNNER, Map.of());
        var ingestion = Jobs.ingest(CONNECTION, "task", Duration.ofMinutes(1), access, RUNNER, Map.of());
        for (var job : List.of(worker, ingestion)) {
            var pod = job.getSpec().getTemplate().getSpec();
            assertThat(env(pod, "INTALGO_DATAHUB_SERVER").getValue()).isEqualTo("http://gms:8080");
            assertThat(env(pod, "INTALGO_DATAHUB_TOKEN").getValue()).isNull();
            assertThat(env(pod, "INTALGO_DATAHUB_TOKEN")
                            .getValueFrom()
                            .getSecretKeyRef()
                            .getName())
                    .isEqualTo("datahub");
        }
        var run = Jobs.runPod(
                named(new Deployment(), "daily", "u3"),
                "sales",
                List.of("run"),
                Map.of(),
                access,
                GIT,
                RUNNER,
                Map.of());
        assertThat(Serialization.asYaml(run))
                .contains("DBT_ENV_SECRET_PASSWORD")
                .doesNotContain("DATAHUB");
    }

    @Test
    void aRunIsGivenToDataHubWhereTheDatabaseIsShownThere() {
        var datahub =
                new ConnectionAccess.DataHubAccess("http://gms:8080", Optional.of(new SecretKeyRef("gms", "token")));
        var access = ACCESS.withDataHub(datahub).withShown(Optional.of(new ConnectionAccess.Shown("postgres", false)));
        var pod = Jobs.runPod(
                        named(new Deployment(), "daily", "u3"),
                        "sales",
                        List.of("run"),
                        Map.of(),
                        access,
                        GIT,
                        RUNNER,
                        Map.of())
                .getSpec();
        assertThat(env(pod, "INTALGO_DEPLOYMENT").getValue()).isEqualTo("daily");
        assertThat(env(pod, "INTALGO_DATAHUB_PLATFORM").getValue()).isEqualTo("postgres");
        assertThat(env(pod, "INTALGO_DATAHUB_DATABASES").getValue()).isEqualTo("false");
        assertThat(env(pod, "INTALGO_DATAHUB_TOKEN")
                        .getValueFrom()
                        .getSecretKeyRef()
                        .getName())
                .isEqualTo("gms");
    }

    @Test
    void aSecretThatIsAFileIsMountedForTheGroupOnly() {
        PodSpec pod = worker(Map.of()).getSpec().getTemplate().getSpec();
        var files = pod.getVolumes().stream()
                .filter(volume -> volume.getName().equals("credentials"))
                .findFirst()
                .orElseThrow()
                .getProjected();
        assertThat(files.getDefaultMode()).isEqualTo(0440);
        assertThat(files.getSources()).singleElement().satisfies(source -> {
            assertThat(source.getSecret().getName()).isEqualTo("db-tls");
            assertThat(source.getSecret().getItems().getFirst().getKey()).isEqualTo("tls.key");
            assertThat(source.getSecret().getItems().getFirst().getPath()).isEqualTo("sslkey");
        });
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/credentials"));
        assertThat(pod.getContainers().getFirst().getEnv())
                .noneMatch(variable -> variable.getName().endsWith("SSLKEY"));
    }

    @Test
    void aWorkerFindsTheOperatorAndTheRepository() {
        PodSpec pod = worker(Map.of()).getSpec().getTemplate().getSpec();
        assertThat(env(pod, "INTALGO_URL").getValue()).isEqualTo("https://intalgo.system.svc:8443");
        assertThat(env(pod, "INTALGO_CA").getValue()).isEqualTo("OPERATOR-CA\n");
        assertThat(env(pod, "INTALGO_GIT_URL").getValue())
                .isEqualTo("https://intalgo.system.svc:8443/git/ns/sales.git");
        assertThat(env(pod, "INTALGO_TARGET").getValue()).isEqualTo("prod");
        var token = pod.getVolumes().stream()
                .filter(volume -> volume.getProjected() != null)
                .findFirst()
                .orElseThrow()
                .getProjected()
                .getSources()
                .getFirst()
                .getServiceAccountToken();
        assertThat(token.getAudience()).isEqualTo("intalgo");
        assertThat(token.getExpirationSeconds()).isEqualTo(3600);
    }

    @Test
    void aProjectInAFolderOfARemoteIsClonedFromTheOperator() {
        GitAccess git = new GitAccess(GIT.url(), "dev", "dbt");
        PodSpec pod = Jobs.runPod(
                        named(new Deployment(), "daily", "u3"),
                        "sales",
                        List.of("run"),
                        Map.of(),
                        ACCESS,
                        git,
                        RUNNER,
                        Map.of())
                .getSpec();
        assertThat(env(pod, "INTALGO_GIT_URL").getValue()).isEqualTo(GIT.url());
        assertThat(env(pod, "INTALGO_GIT_BRANCH").getValue()).isEqualTo("dev");
        assertThat(env(pod, "INTALGO_GIT_PATH").getValue()).isEqualTo("dbt");
        assertThat(pod.getServiceAccountName()).isEqualTo("sales-dbt");
    }

    @Test
    void aKeeperMountsItsDriveAndIsNeverTwo() {
        var nas = new VolumeBuilder()
                .withName("drive")
                .withNewNfs("/export", false, "nas")
                .build();
        var keeper = Jobs.keeper(
                PROJECT,
                new Jobs.Mounted(nas, "teams/sales", "d1"),
                GIT,
                RUNNER,
                Map.of("spec", Map.of("nodeSelector", Map.of("disk", "ssd"))));
        PodSpec pod = keeper.getSpec().getTemplate().getSpec();
        assertThat(keeper.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(keeper.getSpec().getReplicas()).isEqualTo(1);
        assertThat(keeper.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(keeper.getSpec().getSelector().getMatchLabels());
        assertThat(pod.getServiceAccountName()).isEqualTo("sales-keeper");
        assertThat(pod.getRestartPolicy()).isEqualTo("Always");
        assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(pod.getVolumes()).contains(nas);
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/drive"));
        assertThat(env(pod, "INTALGO_DRIVE_PATH").getValue()).isEqualTo("teams/sales");
        assertThat(env(pod, "INTALGO_PROJECT").getValue()).isEqualTo("ns/sales");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    @Test
    void anIngestionHasItsTaskAndAHandWrittenProfileItsVariables() {
        ConnectionAccess access = new ConnectionAccess(
                "mysql",
                Optional.of("mine:2"),
                "shop",
                Optional.empty(),
                Optional.empty(),
                new ConnectionAccess.ProfileSource.FromSecret("mine", "prof"),
                Map.of(),
                Map.of(),
                Optional.of("files"));
        Job job = Jobs.ingest(CONNECTION, "shop-ingest-12345678", Duration.ofMinutes(30), access, RUNNER, Map.of());
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        assertThat(job.getMetadata().getName()).matches("shop-ingest-[0-9a-f]{8}");
        assertThat(Jobs.task(job)).contains("shop-ingest-12345678");
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(3600);
        assertThat(pod.getServiceAccountName()).isEqualTo("shop-ingest");
        assertThat(pod.getContainers().getFirst().getImage()).isEqualTo("mine:2");
        assertThat(pod.getContainers()
                        .getFirst()
                        .getEnvFrom()
                        .getFirst()
                        .getSecretRef()
                        .getName())
                .isEqualTo("mine");
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/data"))
                .anyMatch(mount -> mount.getMountPath().equals("/profiles") && mount.getReadOnly());
    }

    @Test
    void mergesAPodTemplateByNames() {
        Job job = worker(template("""
                metadata: {labels: {team: data}}
                spec:
                  nodeSelector: {disk: ssd}
                  tolerations: [{key: dbt, operator: Exists}]
                  containers:
                  - name: intalgo
                    resources: {limits: {memory: 4Gi}}
                    env: [{name: HTTPS_PROXY, value: "http://proxy"}]
                """));
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("team", "data")
                .containsEntry("intalgo.dev/name", "sales");
        assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(pod.getTolerations()).hasSize(1);
        assertThat(container.getResources().getLimits().get("memory")).hasToString("4Gi");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(env(pod, "HTTPS_PROXY").getValue()).isEqualTo("http://proxy");
        assertThat(env(pod, "INTALGO_PROFILE").getValue()).isEqualTo("shop");
        assertThat(container.getImage()).isEqualTo("runner:1");
    }

    @Test
    void refusesAPodTemplateThatWouldGiveRights() {
        for (String yaml : List.of(
                "spec: {serviceAccountName: admin}",
                "spec: {hostNetwork: true}",
                "spec: {securityContext: {runAsUser: 0}}",
                "spec: {volumes: [{name: x, hostPath: {path: /}}]}",
                "spec: {initContainers: [{name: x}]}",
                "spec: {containers: [{name: other}]}",
                "spec: {containers: [{name: intalgo, securityContext: {privileged: true}}]}",
                "spec: {containers: [{name: intalgo, env: [{name: INTALGO_URL, value: x}]}]}",
                "metadata: {labels: {intalgo.dev/name: other}}",
                "metadata: {ownerReferences: []}",
                "spec: [1]",
                "spec: {tolerations: yes}",
                "other: 1")) {
            assertThat(PodTemplates.problems(template(yaml))).as(yaml).isNotEmpty();
            assertThatThrownBy(() -> worker(template(yaml))).as(yaml).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void namesOfPodsFitForLongNames() {
        Job job = Jobs.worker(named(new IntalgoProject(), "x".repeat(253), "u"), 12, ACCESS, GIT, RUNNER, Map.of());
        assertThat(job.getMetadata().getName()).hasSize(63).endsWith("-worker-12");
        assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName())
                .hasSize(253)
                .endsWith("-dbt");
    }

    private static Job worker(Map<String, Object> podTemplate) {
        return Jobs.worker(PROJECT, 3, ACCESS, GIT, RUNNER, podTemplate);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> template(String yaml) {
        return Serialization.unmarshal(yaml, Map.class);
    }

    private static EnvVar env(PodSpec pod, String name) {
        return pod.getContainers().getFirst().getEnv().stream()
                .filter(env -> env.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
