package dev.intalgo.operator.job;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.adapter.Profiles;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the pod that runs the runner image, as the restricted Pod Security Standard wants it. */
final class Pods {
    private static final long USER = 1001L;
    private static final long TOKEN_SECONDS = 3600L;
    private static final String DRIVE = "/drive";
    private static final String PROFILE_FILE = "profiles.yml";

    private final RunnerSettings runner;
    private final String account;
    private final Map<String, String> labels;
    private final ContainerBuilder container = new ContainerBuilder();
    private final PodSpecBuilder spec = new PodSpecBuilder();
    private String image;

    Pods(RunnerSettings runner, String account, Map<String, String> labels) {
        this.runner = runner;
        this.account = account;
        this.labels = labels;
        this.image = runner.image();
        env("INTALGO_URL", runner.url());
        env("HOME", "/work");
        token();
        mount(
                new VolumeBuilder()
                        .withName("work")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build(),
                "/work",
                false);
        mount(
                new VolumeBuilder()
                        .withName("tmp")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build(),
                "/tmp",
                false);
    }

    Pods withConnection(ConnectionAccess access) {
        image = access.image().orElseGet(() -> runner.image(access.adapter()));
        env("INTALGO_PROFILE", access.profile());
        access.target().ifPresent(target -> env("INTALGO_TARGET", target));
        access.schema().ifPresent(schema -> env("INTALGO_SCHEMA", schema));
        access.credentials().forEach((key, ref) -> secretEnv(Profiles.variable(key), ref));
        if (!access.files().isEmpty()) {
            mount(files(access.files()), Profiles.FOLDER, true);
        }
        mount(profile(access.source()), "/profiles", true);
        access.claim()
                .ifPresent(claim -> mount(
                        new VolumeBuilder()
                                .withName("data")
                                .withNewPersistentVolumeClaim()
                                .withClaimName(claim)
                                .endPersistentVolumeClaim()
                                .build(),
                        "/data",
                        false));
        return this;
    }

    /** Readable by the pod's group, which is all that clients such as libpq let a private key be. */
    private static Volume files(Map<String, SecretKeyRef> files) {
        var projected = new VolumeBuilder().withName("credentials").withNewProjected();
        files.forEach((key, ref) -> projected
                .addNewSource()
                .withNewSecret()
                .withName(ref.name())
                .withItems(new KeyToPath(ref.key(), null, key))
                .endSecret()
                .endSource());
        return projected.withDefaultMode(0440).endProjected().build();
    }

    private Volume profile(ConnectionAccess.ProfileSource source) {
        VolumeBuilder volume = new VolumeBuilder().withName("profiles");
        return switch (source) {
            case ConnectionAccess.ProfileSource.FromConfigMap map ->
                volume.withNewConfigMap().withName(map.name()).endConfigMap().build();
            case ConnectionAccess.ProfileSource.FromSecret secret -> {
                container.addNewEnvFrom().withNewSecretRef(secret.name(), false).endEnvFrom();
                yield volume.withNewSecret()
                        .withSecretName(secret.name())
                        .withItems(new KeyToPath(secret.key(), null, PROFILE_FILE))
                        .endSecret()
                        .build();
            }
        };
    }

    /** For pods that publish there. */
    Pods withDataHub(Optional<ConnectionAccess.DataHubAccess> datahub) {
        datahub.ifPresent(access -> {
            env("INTALGO_DATAHUB_SERVER", access.server());
            access.token().ifPresent(ref -> secretEnv("INTALGO_DATAHUB_TOKEN", ref));
        });
        return this;
    }

    /** For pods that publish there how a run went, which takes a database that is shown. */
    Pods withRunsInDataHub(Optional<ConnectionAccess.DataHubAccess> datahub) {
        datahub.flatMap(ConnectionAccess.DataHubAccess::shown).ifPresent(shown -> {
            withDataHub(datahub);
            env("INTALGO_DATAHUB_PLATFORM", shown.platform());
            env("INTALGO_DATAHUB_DATABASES", String.valueOf(shown.databases()));
        });
        return this;
    }

    Pods withGit(GitAccess git) {
        env("INTALGO_GIT_URL", git.url());
        env("INTALGO_GIT_BRANCH", git.branch());
        env("INTALGO_GIT_PATH", git.path());
        return this;
    }

    /** For pods that say what became of a Deployment's run. */
    Pods withDeployment(String name) {
        env("INTALGO_DEPLOYMENT", name);
        return this;
    }

    Pods withEnvironment(Map<String, String> variables) {
        variables.forEach(this::env);
        return this;
    }

    /** For the keeper of a project. */
    Pods withDrive(Volume drive, String path, String id, String project) {
        env("INTALGO_DRIVE", DRIVE);
        env("INTALGO_DRIVE_PATH", path);
        env("INTALGO_DRIVE_ID", id);
        env("INTALGO_PROJECT", project);
        mount(drive, DRIVE, false);
        return this;
    }

    PodTemplateSpec template(List<String> arguments) {
        env("INTALGO_CA", runner.caPem());
        container
                .withName(PodTemplates.CONTAINER)
                .withImage(image)
                .withArgs(arguments)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("512Mi")))
                .withLimits(Map.of("memory", new Quantity("2Gi")))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext();
        spec.withContainers(container.build())
                .withServiceAccountName(account)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(15L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(spec.build())
                .build();
    }

    private void token() {
        mount(
                new VolumeBuilder()
                        .withName("token")
                        .withNewProjected()
                        .addNewSource()
                        .withNewServiceAccountToken()
                        .withAudience("intalgo")
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .withPath("token")
                        .endServiceAccountToken()
                        .endSource()
                        .endProjected()
                        .build(),
                "/var/run/secrets/intalgo",
                true);
    }

    private void env(String name, String value) {
        container.addToEnv(new EnvVar(name, value, null));
    }

    private void secretEnv(String name, SecretKeyRef ref) {
        container.addToEnv(new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(ref.key(), ref.name(), false)
                .endValueFrom()
                .build());
    }

    private void mount(Volume volume, String path, boolean readOnly) {
        spec.addToVolumes(volume);
        container
                .addNewVolumeMount()
                .withName(volume.getName())
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .endVolumeMount();
    }
}
