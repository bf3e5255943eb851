package dev.intalgo.operator.job;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Jobs, and other things that run pods, as values. */
public final class Jobs {
    /** The label of an ingestion's Job that names its one task. */
    public static final String TASK_NAME = "intalgo.dev/task-name";

    private static final int LONGEST_NAME = 63;
    private static final int RETRIES = 3;
    private static final int KEPT_SECONDS = 600;
    /** A worker ends when it is idle; this ends one that hangs. */
    private static final Duration WORKER = Duration.ofHours(12);
    /** What an ingestion may take for starting, and for handing in its result while the operator restarts. */
    private static final Duration AROUND_INGESTION = Duration.ofMinutes(30);

    private Jobs() {}

    /**
     * A project's worker, which does the project's tasks until there are none.
     *
     * @param project the owner, as the cluster has it
     * @param number counts the project's workers, since a Job cannot run twice
     */
    public static Job worker(
            HasMetadata project,
            long number,
            ConnectionAccess connection,
            GitAccess git,
            RunnerSettings runner,
            Map<String, Object> podTemplate) {
        String owner = project.getMetadata().getName();
        PodTemplateSpec pod = new Pods(runner, Names.dbtAccount(owner), Names.labels(project))
                .withConnection(connection)
                .withDataHub(connection.datahub())
                .withGit(git)
                .template(List.of("worker"));
        return job(
                project, Names.suffixed(owner, "-worker-" + number, LONGEST_NAME), WORKER, Map.of(), pod, podTemplate);
    }

    /**
     * The Job that does one ingestion.
     *
     * @param connection the owner, as the cluster has it
     * @param task the name of the ingestion's task, whose hash becomes part of the Job's name
     * @param timeout how long the crawl itself may take
     */
    public static Job ingest(
            HasMetadata connection,
            String task,
            Duration timeout,
            ConnectionAccess access,
            RunnerSettings runner,
            Map<String, Object> podTemplate) {
        String owner = connection.getMetadata().getName();
        PodTemplateSpec pod = new Pods(runner, Names.ingestAccount(owner), Names.labels(connection))
                .withConnection(access)
                .withDataHub(access.datahub())
                .template(List.of("ingest"));
        String name = Names.suffixed(owner, "-ingest-" + Names.hash(task), LONGEST_NAME);
        return job(connection, name, timeout.plus(AROUND_INGESTION), Map.of(TASK_NAME, task), pod, podTemplate);
    }

    /**
     * A pod that runs a project's models, for CronJobs and orchestrators. It tells the operator what became of it, and
     * needs it for nothing else.
     *
     * @param owner the Deployment, whose labels the pod has
     * @param project the project's name, as whose account it runs
     * @param arguments what follows {@code intalgo}, for example {@code run --commit 1234}
     * @param environment variables beside those that all pods have
     */
    public static PodTemplateSpec runPod(
            HasMetadata owner,
            String project,
            List<String> arguments,
            Map<String, String> environment,
            ConnectionAccess connection,
            GitAccess git,
            RunnerSettings runner,
            Map<String, Object> podTemplate) {
        PodTemplateSpec pod = new Pods(runner, Names.dbtAccount(project), Names.labels(owner))
                .withConnection(connection)
                .withGit(git)
                .withDeployment(owner.getMetadata().getName())
                .withRunsInDataHub(connection.datahub())
                .withEnvironment(environment)
                .template(arguments);
        return PodTemplates.merge(pod, podTemplate);
    }

    /**
     * The folder of a drive that a project is checked out in.
     *
     * @param id what the keeper calls the drive in its reports
     */
    public record Mounted(Volume volume, String path, String id) {}

    /** What has a project checked out on a drive: one pod, and not a second before the first has ended. */
    public static Deployment keeper(
            HasMetadata project, Mounted drive, GitAccess git, RunnerSettings runner, Map<String, Object> podTemplate) {
        String owner = project.getMetadata().getName();
        Map<String, String> labels = new TreeMap<>(Names.labels(project));
        labels.put(Names.KEEPER, Names.label(owner));
        String id = project.getMetadata().getNamespace() + "/" + owner;
        PodTemplateSpec pod = new Pods(runner, Names.keeper(owner), labels)
                .withGit(git)
                .withDrive(drive.volume(), drive.path(), drive.id(), id)
                .template(List.of("keep"));
        pod.getSpec().setRestartPolicy("Always");
        // It hands in edits before it ends.
        pod.getSpec().setTerminationGracePeriodSeconds(60L);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(project.getMetadata().getNamespace())
                .withName(Names.keeper(owner))
                .withLabels(Names.labels(project))
                .withOwnerReferences(Tasks.owner(project))
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .addToMatchLabels(Names.KEEPER, Names.label(owner))
                .endSelector()
                .withTemplate(PodTemplates.merge(pod, podTemplate))
                .endSpec()
                .build();
    }

    private static Job job(
            HasMetadata owner,
            String name,
            Duration deadline,
            Map<String, String> labels,
            PodTemplateSpec pod,
            Map<String, Object> podTemplate) {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .withLabels(Names.labels(owner))
                .addToLabels(labels)
                .withOwnerReferences(Tasks.owner(owner))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(RETRIES)
                .withActiveDeadlineSeconds(deadline.toSeconds())
                .withTtlSecondsAfterFinished(KEPT_SECONDS)
                // Not two pods at a time: the second would do the same tasks.
                .withPodReplacementPolicy("Failed")
                .withTemplate(PodTemplates.merge(pod, podTemplate))
                .endSpec()
                .build();
    }

    /** The name of the task that an ingestion's Job does. */
    static Optional<String> task(Job job) {
        return Optional.ofNullable(job.getMetadata().getLabels()).map(labels -> labels.get(TASK_NAME));
    }
}
