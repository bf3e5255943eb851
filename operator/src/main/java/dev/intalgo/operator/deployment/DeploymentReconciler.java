package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.dbt.Exposures;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.job.PodTemplates;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.StatusWriter;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.Airflow;
import dev.intalgo.operator.target.Bundle;
import dev.intalgo.operator.target.Dagster;
import dev.intalgo.operator.target.Granularity;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.Schedules;
import dev.intalgo.operator.target.Target;
import dev.intalgo.operator.target.TooLarge;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives a project's models to an orchestrator: the files that it loads, or a CronJob; pinned to a commit. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(name = "deployment")
public class DeploymentReconciler implements Reconciler<Deployment> {
    private static final String PROJECT = "ProjectReady";
    private static final String SELECTED = "Selected";
    private static final String NOT_SELECTED = "SelectionFailed";
    private static final String DEPLOYED = "Deployed";
    private static final String BY_PROJECT = "project";

    private final KubernetesClient client;
    private final Databases databases;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final TaskStore tasks;
    private final RunnerSettings runner;
    private final Applier applier;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    DeploymentReconciler(
            KubernetesClient client,
            Databases databases,
            Repositories repositories,
            RepositoryPlaces places,
            TaskStore tasks,
            RunnerSettings runner,
            Applier applier,
            StatusWriter statuses) {
        this.client = client;
        this.databases = databases;
        this.repositories = repositories;
        this.places = places;
        this.tasks = tasks;
        this.runner = runner;
        this.applier = applier;
        this.statuses = statuses;
    }

    @Override
    public List<EventSource<?, Deployment>> prepareEventSources(EventSourceContext<Deployment> context) {
        var deployments = context.getPrimaryCache();
        deployments.addIndexer(
                BY_PROJECT,
                d -> List.of(key(
                        d.getMetadata().getNamespace(), d.getSpec().projectRef().name())));
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
        return List.of(
                projects,
                questions,
                Owned.by(Deployment.class, ConfigMap.class, context),
                Owned.by(Deployment.class, CronJob.class, context));
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static Set<ResourceID> ids(Collection<Deployment> deployments) {
        return deployments.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    @Override
    public UpdateControl<Deployment> reconcile(Deployment deployment, Context<Deployment> context) {
        var before = Optional.ofNullable(deployment.getStatus()).orElse(DeploymentStatus.EMPTY);
        var generation = deployment.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        Optional<Duration> again = Optional.empty();
        try {
            var problems = Schedules.problems(
                    deployment.getSpec().schedule(), deployment.getSpec().timeZone());
            if (!problems.isEmpty()) {
                throw NotReady.failed(DEPLOYED, "InvalidSchedule", String.join("; ", problems));
            }
            var project = project(deployment, context);
            var commit = commit(project, before, context);
            conditions.isTrue(PROJECT, "Ready", "The project is at commit %s.".formatted(commit));
            var graph = graph(deployment, project, commit, conditions, context);
            conditions.isTrue(
                    SELECTED, "Selected", "%d models.".formatted(graph.nodes().size()));
            next = deploy(deployment, run(deployment, project, commit, graph), before, context);
            conditions.isTrue(DEPLOYED, "Deployed", where(next));
            conditions.isTrue(Conditions.READY, "Ready", where(next));
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

    private static String where(DeploymentStatus status) {
        return status.configMaps().isEmpty()
                ? "CronJob %s runs commit %s.".formatted(status.cronJob(), status.commit())
                : "ConfigMap %s has the files for commit %s."
                        .formatted(String.join(", ", status.configMaps()), status.commit());
    }

    private static IntalgoProject project(Deployment deployment, Context<Deployment> context) throws NotReady {
        var name = deployment.getSpec().projectRef().name();
        var project = context.getSecondaryResource(IntalgoProject.class)
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> NotReady.lacking(
                        PROJECT,
                        "ProjectNotFound",
                        "There is no IntalgoProject \"%s\" in this namespace: create it.".formatted(name)));
        if (project.getStatus() == null
                || project.getStatus().commit() == null
                || !PodTemplates.problems(project.getSpec().podTemplate()).isEmpty()) {
            throw NotReady.waiting(
                    PROJECT,
                    "ProjectNotReady",
                    "IntalgoProject \"%s\" is not ready; see its conditions.".formatted(name));
        }
        return project;
    }

    /** Whether all that is new is that Deployments are exposures now, which changes nothing of what they run. */
    private boolean exposesOnly(IntalgoProject project, String from, String to) throws NotReady {
        if (from.equals(to)) {
            return false;
        }
        try {
            return repositories
                    .changed(RepositoryPlaces.id(project), places.location(project), from, to)
                    .filter(paths -> paths.stream().allMatch(Exposures::isFile))
                    .isPresent();
        } catch (GitException e) {
            throw NotReady.retrying(PROJECT, e.reason().name(), e.getMessage());
        }
    }

    /** The project's head once its models are built; until then the commit that is deployed already. */
    private String commit(IntalgoProject project, DeploymentStatus before, Context<Deployment> context)
            throws NotReady {
        var unfinished =
                client
                        .resources(Question.class)
                        .inNamespace(project.getMetadata().getNamespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(q -> q.getSpec()
                                .projectRef()
                                .name()
                                .equals(project.getMetadata().getName()))
                        .filter(q -> q.getSpec().mode() == QuestionSpec.Mode.MODEL)
                        .filter(q -> q.getStatus() == null
                                || q.getStatus()
                                        .condition(Conditions.READY)
                                        .filter(c -> !"Unknown".equals(c.getStatus()))
                                        .isEmpty())
                        .map(q -> q.getMetadata().getName())
                        .sorted()
                        .toList();
        if (unfinished.isEmpty()) {
            var head = project.getStatus().commit();
            return before.commit() != null && exposesOnly(project, before.commit(), head) ? before.commit() : head;
        }
        if (before.commit() != null) {
            return before.commit();
        }
        throw NotReady.waiting(
                PROJECT,
                "WaitingForModels",
                "Waits for Questions at work: %s.".formatted(String.join(", ", unfinished)));
    }

    private Graph graph(
            Deployment deployment,
            IntalgoProject project,
            String commit,
            Conditions conditions,
            Context<Deployment> context)
            throws NotReady {
        var input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        var select = input.putArray("select");
        deployment.getSpec().select().forEach(select::add);
        var task = tasks.submit(Tasks.desired(
                deployment, "graph", Tasks.PROJECT, project.getMetadata().getName(), input));
        forgetOthers(task, context);
        var result = Tasks.result(task)
                .orElseThrow(() -> conditions.waiting(
                        SELECTED, "Selecting", "dbt is selecting what to run.", Set.of(NOT_SELECTED)));
        if (!result.path("ok").asBoolean()) {
            client.resource(task).delete();
            throw NotReady.retrying(
                    SELECTED, NOT_SELECTED, result.path("message").asText());
        }
        List<String> selected = new ArrayList<>();
        result.path("selected").forEach(id -> selected.add(id.asText()));
        var graph = Graph.of(result.path("manifest"), selected);
        if (graph.nodes().isEmpty()) {
            throw NotReady.lacking(
                    SELECTED,
                    "NothingSelected",
                    "spec.select chooses no model at commit %s: correct it, or ask a Question of mode Model first."
                            .formatted(commit));
        }
        return graph;
    }

    private void forgetOthers(ConfigMap kept, Context<Deployment> context) {
        context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .filter(map ->
                        !map.getMetadata().getName().equals(kept.getMetadata().getName()))
                .forEach(map -> client.resource(map).delete());
    }

    private Run run(Deployment deployment, IntalgoProject project, String commit, Graph graph) throws NotReady {
        var namespace = deployment.getMetadata().getNamespace();
        var connectionName = project.getSpec().connectionRef().name();
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(connectionName)
                .get();
        if (connection == null) {
            throw NotReady.retrying(
                    PROJECT,
                    "ConnectionNotFound",
                    "There is no Connection \"%s\" in this namespace: create it.".formatted(connectionName));
        }
        var access = databases
                .ready(connection, PROJECT)
                .access()
                .withSchema(Optional.ofNullable(project.getSpec().dbt().schema()));
        var pod = Jobs.runPod(
                deployment,
                project.getMetadata().getName(),
                List.of(),
                access,
                places.access(project),
                runner,
                project.getSpec().podTemplate());
        JsonNode template = Serialization.jsonMapper().valueToTree(pod);
        var spec = deployment.getSpec();
        return new Run(
                deployment.getMetadata().getName(),
                project.getMetadata().getName(),
                namespace,
                commit,
                spec.schedule(),
                spec.timeZone(),
                spec.granularity() == DeploymentSpec.Granularity.MODEL ? Granularity.MODEL : Granularity.PROJECT,
                spec.select(),
                graph,
                template);
    }

    private DeploymentStatus deploy(
            Deployment deployment, Run run, DeploymentStatus before, Context<Deployment> context) throws NotReady {
        var spec = deployment.getSpec();
        var next = before.withCommit(run.commit())
                .withNodes(run.graph().nodes().size())
                .withModels(run.graph().nodes().stream()
                        .filter(node -> node.resourceType().equals("model"))
                        .map(Graph.Node::name)
                        .toList());
        if (spec.cronJob() != null) {
            var cronJob = cronJob(deployment, run);
            removeOthers(cronJob.getMetadata().getName(), context);
            applier.apply(cronJob, context.getSecondaryResource(CronJob.class).orElse(null));
            return next.withCronJob(cronJob.getMetadata().getName())
                    .withConfigMaps(List.of())
                    .withHash(null);
        }
        var name = Names.suffixed(
                deployment.getMetadata().getName(), spec.airflow() != null ? "-airflow" : "-dagster", 253);
        Target target = spec.airflow() != null ? new Airflow() : new Dagster();
        Bundle bundle;
        try {
            bundle = target.bundle(run);
        } catch (TooLarge e) {
            throw NotReady.failed(DEPLOYED, "TooLarge", e.getMessage());
        }
        removeOthers(name, context);
        applier.apply(Owned.configMap(deployment, name, bundle.files()), Owned.named(name, ConfigMap.class, context));
        return next.withConfigMaps(List.of(name)).withHash(bundle.hash()).withCronJob(null);
    }

    /** What was made for another orchestrator before: a CronJob that is left would go on running. */
    private void removeOthers(String kept, Context<Deployment> context) {
        Stream.<HasMetadata>concat(
                        context.getSecondaryResourcesAsStream(CronJob.class),
                        context.getSecondaryResourcesAsStream(ConfigMap.class)
                                .filter(map -> !map.getMetadata().getLabels().containsKey(Tasks.TASK)))
                .filter(object -> !object.getMetadata().getName().equals(kept))
                .forEach(object -> client.resource(object).delete());
    }

    private static CronJob cronJob(Deployment deployment, Run run) {
        var pod = Serialization.jsonMapper().convertValue(run.wholePodTemplate(), PodTemplateSpec.class);
        var metadata = Owned.metadata(
                deployment, Names.suffixed(deployment.getMetadata().getName(), "", 52));
        return new CronJobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withSchedule(Schedules.fiveFields(run.schedule()))
                .withTimeZone(run.timeZone())
                .withConcurrencyPolicy("Forbid")
                .withSuspend(deployment.getSpec().cronJob().suspend())
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(Map.copyOf(metadata.getLabels()))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(1)
                .withTemplate(pod)
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }
}
