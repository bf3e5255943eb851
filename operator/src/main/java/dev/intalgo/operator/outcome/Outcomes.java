package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Events;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes what is known of a Deployment's runs into its status, and tells of what is new: Events, metrics. */
@ApplicationScoped
public class Outcomes {
    /** The annotation of a CronJob's Jobs and their pods: the Deployment's name, which may be too long for a label. */
    public static final String DEPLOYMENT = "intalgo.dev/deployment";
    /** Asks that runs be full refreshes until one succeeded: any new value does. */
    public static final String FULL_REFRESH = "intalgo.dev/full-refresh";

    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final int NAMED = 10;

    private final RunRecords records;
    private final RunMetrics metrics;
    private final Events events;

    Outcomes(RunRecords records, RunMetrics metrics, Events events) {
        this.records = records;
        this.metrics = metrics;
        this.events = events;
    }

    /** Watches the Jobs of CronJobs, and their pods. */
    public List<EventSource<?, Deployment>> sources(EventSourceContext<Deployment> context) {
        return List.of(watched(Job.class, "", context), watched(Pod.class, "," + JOB_NAME, context));
    }

    private static <R extends HasMetadata> EventSource<R, Deployment> watched(
            Class<R> type, String more, EventSourceContext<Deployment> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, Deployment.class)
                        .withName("deployment-runs-" + type.getSimpleName())
                        .withLabelSelector(Names.selector(Deployment.class) + more)
                        .withSecondaryToPrimaryMapper(Outcomes::deployment)
                        .build(),
                context);
    }

    private static Set<ResourceID> deployment(HasMetadata object) {
        return Stream.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(DEPLOYMENT))
                .filter(name -> name != null)
                .map(name -> new ResourceID(name, object.getMetadata().getNamespace()))
                .collect(Collectors.toSet());
    }

    /** The status with what is known of runs by now. */
    public DeploymentStatus taken(Deployment deployment, DeploymentStatus before, Context<Deployment> context) {
        var known = context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(RunRecords::is)
                .toList();
        records.prune(known);
        List<Told> told = new ArrayList<>(known.stream().map(RunRecords::told).toList());
        told.addAll(untold(deployment, before, told, context));
        var news = History.news(before, told);
        news.forEach(one -> tell(deployment, one.run()));
        var status =
                History.after(before, news, annotation(deployment, FULL_REFRESH).orElse(null));
        metrics.show(deployment, status, news);
        return status;
    }

    /** Whether runs have to be full refreshes. */
    public static boolean fullRefresh(Deployment deployment, DeploymentStatus status) {
        return annotation(deployment, FULL_REFRESH)
                .filter(value -> !value.equals(status.fullRefresh()))
                .isPresent();
    }

    /** Tells of what an orchestrator itself was asked for. */
    public void tellOfRemote(Deployment deployment, DeploymentStatus before, DeploymentStatus status) {
        var last = status.lastRun();
        if (last != null && !last.equals(before.lastRun())) {
            tell(deployment, last);
            metrics.show(deployment, status, List.of(new Told(last, false)));
        }
    }

    /** The Deployment goes, and its metrics with it. */
    public void forget(Deployment deployment) {
        metrics.forget(ResourceID.fromResource(deployment));
    }

    static Optional<String> annotation(Deployment deployment, String key) {
        return Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(key))
                .filter(value -> !value.isEmpty());
    }

    /** Runs of Jobs whose pods have not told of them. */
    private List<Told> untold(
            Deployment deployment, DeploymentStatus before, List<Told> told, Context<Deployment> context) {
        Set<String> ids = told.stream().map(one -> one.run().id()).collect(Collectors.toSet());
        Map<String, List<Pod>> pods = context.getSecondaryResourcesAsStream(Pod.class)
                .collect(Collectors.groupingBy(
                        pod -> pod.getMetadata().getLabels().get(JOB_NAME)));
        return context.getSecondaryResourcesAsStream(Job.class)
                .filter(job -> !ids.contains(job.getMetadata().getName()))
                .flatMap(job ->
                        JobRuns.of(job, pods.getOrDefault(job.getMetadata().getName(), List.of())).stream())
                .flatMap(one -> lasting(before.lastRun(), one).stream())
                // The pod told before it ended, but this may hear of the Job's end first.
                .map(one -> isNew(before, one)
                        ? records.find(deployment, one.run().id()).orElse(one)
                        : one)
                .toList();
    }

    private static boolean isNew(DeploymentStatus before, Told told) {
        return !History.news(before, List.of(told)).isEmpty();
    }

    /** What is known of a run stays, also when its pods are gone. Why one could not start is why it failed. */
    private static Optional<Told> lasting(DeploymentStatus.Run last, Told told) {
        if (last == null || !last.id().equals(told.run().id())) {
            return Optional.of(told);
        }
        if (last.succeeded() != null || told.run().succeeded() == null) {
            return Optional.empty();
        }
        var failedAsHeld = last.message() != null && !told.succeeded();
        return Optional.of(failedAsHeld ? new Told(told.run().withMessage(last.message()), told.fullRefresh()) : told);
    }

    private void tell(Deployment deployment, DeploymentStatus.Run run) {
        if (run.succeeded() == null) {
            if (run.message() != null) {
                events.warnOnce(deployment, "RunHeld", run.message());
            }
        } else if (run.succeeded()) {
            events.normalOnce(deployment, "RunSucceeded", "Run %s succeeded%s.".formatted(run.id(), counts(run)));
        } else {
            events.warnOnce(
                    deployment, "RunFailed", "Run %s failed%s: %s".formatted(run.id(), failures(run), run.message()));
        }
    }

    private static String counts(DeploymentStatus.Run run) {
        return run.built() == null ? "" : ": %d built, %d tests passed".formatted(run.built(), run.passed());
    }

    private static String failures(DeploymentStatus.Run run) {
        if (run.failed().isEmpty()) {
            return "";
        }
        var more = run.failed().size() > NAMED ? ", and more" : "";
        return run.failed().stream().limit(NAMED).collect(Collectors.joining(", ", " (", more + ")"));
    }
}
