package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.SpecOrAnnotations;
import dev.intalgo.operator.kube.StatusWriter;
import dev.intalgo.operator.outcome.Outcomes;
import dev.intalgo.operator.outcome.Timeliness;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives a project's models to an orchestrator: the files that it loads, or a CronJob; pinned to a commit. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(
        name = "deployment",
        // Annotations do not change the generation.
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = SpecOrAnnotations.class))
public class DeploymentReconciler implements Reconciler<Deployment>, Cleaner<Deployment> {
    private static final String BY_PROJECT = "project";

    private final ScheduleStep schedules;
    private final CommitStep commits;
    private final PlaceStep places;
    private final BaselineStep baselines;
    private final SelectionStep selections;
    private final RunStep runs;
    private final Delivery delivery;
    private final DatabricksCleanup cleanup;
    private final Outcomes outcomes;
    private final RunNow runNow;
    private final Timeliness timeliness;
    private final Events events;
    private final FilesStep files;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    DeploymentReconciler(
            ScheduleStep schedules,
            CommitStep commits,
            PlaceStep places,
            BaselineStep baselines,
            SelectionStep selections,
            RunStep runs,
            Delivery delivery,
            FilesStep files,
            DatabricksCleanup cleanup,
            Outcomes outcomes,
            RunNow runNow,
            Timeliness timeliness,
            Events events,
            StatusWriter statuses) {
        this.schedules = schedules;
        this.commits = commits;
        this.places = places;
        this.baselines = baselines;
        this.events = events;
        this.selections = selections;
        this.runs = runs;
        this.delivery = delivery;
        this.cleanup = cleanup;
        this.outcomes = outcomes;
        this.runNow = runNow;
        this.timeliness = timeliness;
        this.files = files;
        this.statuses = statuses;
    }

    @Override
    public List<EventSource<?, Deployment>> prepareEventSources(EventSourceContext<Deployment> context) {
        var deployments = context.getPrimaryCache();
        deployments.addIndexer(
                BY_PROJECT,
                d -> List.of(key(
                        d.getMetadata().getNamespace(), d.getSpec().projectRef().name())));
        deployments.addIndexer(DagIds.INDEX, DagIds::of);
        var projects = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(IntalgoProject.class, Deployment.class)
                        .withName("deployment-project")
                        .withSecondaryToPrimaryMapper(project -> ids(deployments.byIndex(
                                BY_PROJECT,
                                key(
                                        project.getMetadata().getNamespace(),
                                        project.getMetadata().getName()))))
                        .withPrimaryToSecondaryMapper((Deployment d) -> Set.of(new ResourceID(
                                d.getSpec().projectRef().name(), d.getMetadata().getNamespace())))
                        .build(),
                context);
        // A Deployment waits until its project's models are built.
        var questions = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Question.class, Deployment.class)
                        .withName("deployment-questions")
                        .withSecondaryToPrimaryMapper(question -> ids(deployments.byIndex(
                                BY_PROJECT,
                                key(
                                        question.getMetadata().getNamespace(),
                                        question.getSpec().projectRef().name()))))
                        .build(),
                context);
        List<EventSource<?, Deployment>> sources = new ArrayList<>(outcomes.sources(context));
        sources.addAll(List.of(
                projects,
                questions,
                Others.events(context),
                PlaceStep.events(context),
                Owned.by(Deployment.class, ConfigMap.class, context),
                Owned.by(Deployment.class, CronJob.class, context)));
        return sources;
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static Set<ResourceID> ids(Collection<Deployment> deployments) {
        return deployments.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    @Override
    public UpdateControl<Deployment> reconcile(Deployment deployment, Context<Deployment> context) {
        var before = outcomes.taken(
                deployment, Optional.ofNullable(deployment.getStatus()).orElse(DeploymentStatus.EMPTY), context);
        var generation = deployment.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        Optional<Duration> again = Optional.empty();
        try {
            schedules.check(deployment, conditions, clock.instant());
            DagIds.check(deployment, context.getPrimaryCache());
            var project = CommitStep.project(deployment, context);
            conditions.isTrue(CommitStep.PROJECT, "Ready", "The project is ready.");
            var choice = commits.choose(deployment, project, before, context);
            next = candidate(deployment, choice, before);
            var commit = choice.require(CommitStep.STEP);
            conditions.isTrue(CommitStep.STEP, choice.reason(), choice.message());
            var place = places.of(deployment, project);
            var baseline = baselines.of(deployment, project, context);
            var graph = selections.graph(deployment, project, commit, place, baseline, conditions, context);
            var run = runs.run(
                    deployment, project, commit, place, baseline, Outcomes.fullRefresh(deployment, before), graph);
            var delivered = delivery.deploy(deployment, run, place, next, conditions, context);
            outcomes.tellOfRemote(deployment, next, delivered.status());
            next = timeliness.expecting(deployment, runNow.answered(deployment, delivered.status()));
            conditions.isTrue(Delivery.STEP, "Deployed", where(next));
            next = files.keep(deployment, project, delivered.files(), next, conditions);
            conditions.isTrue(Conditions.READY, "Ready", where(next));
            again = sooner(delivered.again(), timeliness.check(deployment, next, conditions));
        } catch (NotReady why) {
            conditions.stopped(why);
            again = StatusWriter.again(why, conditions);
        }
        return statuses.write(
                deployment,
                Deployment::new,
                next.withObservedGeneration(generation).withConditions(conditions.list()),
                conditions,
                again);
    }

    /** A job in a workspace goes first; all else goes with the Deployment. */
    @Override
    public DeleteControl cleanup(Deployment deployment, Context<Deployment> context) {
        try {
            cleanup.clean(deployment, context);
            outcomes.forget(deployment);
            return DeleteControl.defaultDelete();
        } catch (NotReady why) {
            var before = Optional.ofNullable(deployment.getStatus()).orElse(DeploymentStatus.EMPTY);
            var generation = deployment.getMetadata().getGeneration();
            var conditions = new Conditions(before.conditions(), generation, clock);
            conditions.stopped(why);
            var waiting = new Deployment();
            waiting.setMetadata(new ObjectMetaBuilder()
                    .withName(deployment.getMetadata().getName())
                    .withNamespace(deployment.getMetadata().getNamespace())
                    .build());
            waiting.setStatus(before.withObservedGeneration(generation).withConditions(conditions.list()));
            context.resourceOperations().serverSideApplyPrimaryStatus(waiting);
            events.warnOnce(deployment, why.reason(), why.getMessage());
            return DeleteControl.noFinalizerRemoval()
                    .rescheduleAfter(StatusWriter.again(why, conditions).orElseGet(conditions::backoff));
        }
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }

    /** The status with the commit that waits; an Event tells who approves of a new one. */
    private DeploymentStatus candidate(Deployment deployment, CommitChoice choice, DeploymentStatus before) {
        var candidate = choice.candidate().orElse(null);
        if (candidate != null
                && !candidate.equals(before.candidate())
                && deployment.getSpec().commits().policy() == DeploymentSpec.Policy.APPROVED) {
            events.normal(
                    deployment,
                    "NewCandidate",
                    "Commit %s waits: write it into spec.commits.commit to approve it.".formatted(candidate));
        }
        return before.withCandidate(candidate);
    }

    private static String where(DeploymentStatus status) {
        if (status.remote() != null) {
            return "%s runs commit %s.".formatted(status.remote().url(), status.commit());
        }
        return status.configMaps().isEmpty()
                ? "CronJob %s runs commit %s.".formatted(status.cronJob(), status.commit())
                : "ConfigMap %s has the files for commit %s."
                        .formatted(String.join(", ", status.configMaps()), status.commit());
    }
}
