package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.drive.DriveStep;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.job.PodTemplates;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.SecretWatch;
import dev.intalgo.operator.kube.StatusWriter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps a dbt project in Git: scaffold and sources; and a worker while there are tasks. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(name = "project")
public class ProjectReconciler implements Reconciler<IntalgoProject> {
    private static final String CATALOG = "CatalogReady";
    private static final String BY_CONNECTION = "connection";

    private final Databases databases;
    private final CatalogStore catalogs;
    private final ProjectFiles files;
    private final DeploymentFiles deployments;
    private final RepositoryPlaces places;
    private final RepositoryMove move;
    private final DriveStep drive;
    private final WorkerJobs workers;
    private final ModelPublication models;
    private final Heads heads;
    private final News news;
    private final RewrittenHistory rewritten;
    private final Reviews reviews;
    private final SecretWatch secrets;
    private final Applier applier;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    ProjectReconciler(
            Databases databases,
            CatalogStore catalogs,
            ProjectFiles files,
            DeploymentFiles deployments,
            RepositoryPlaces places,
            RepositoryMove move,
            DriveStep drive,
            WorkerJobs workers,
            ModelPublication models,
            Heads heads,
            News news,
            RewrittenHistory rewritten,
            Reviews reviews,
            SecretWatch secrets,
            Applier applier,
            StatusWriter statuses) {
        this.databases = databases;
        this.catalogs = catalogs;
        this.files = files;
        this.deployments = deployments;
        this.places = places;
        this.move = move;
        this.drive = drive;
        this.workers = workers;
        this.models = models;
        this.heads = heads;
        this.news = news;
        this.rewritten = rewritten;
        this.reviews = reviews;
        this.secrets = secrets;
        this.applier = applier;
        this.statuses = statuses;
    }

    @Override
    public List<EventSource<?, IntalgoProject>> prepareEventSources(EventSourceContext<IntalgoProject> context) {
        var projects = context.getPrimaryCache();
        projects.addIndexer(
                BY_CONNECTION,
                project -> List.of(key(
                        project.getMetadata().getNamespace(),
                        project.getSpec().connectionRef().name())));
        var connections = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Connection.class, IntalgoProject.class)
                        .withName("project-connection")
                        .withSecondaryToPrimaryMapper(connection -> projects
                                .byIndex(
                                        BY_CONNECTION,
                                        key(
                                                connection.getMetadata().getNamespace(),
                                                connection.getMetadata().getName()))
                                .stream()
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper((IntalgoProject project) -> Set.of(new ResourceID(
                                project.getSpec().connectionRef().name(),
                                project.getMetadata().getNamespace())))
                        .build(),
                context);
        // Tasks belong to Questions and Deployments; their label names the project that does them.
        var tasks = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(ConfigMap.class, IntalgoProject.class)
                        .withName("project-tasks")
                        .withLabelSelector(Tasks.PROJECT + "," + Tasks.TASK)
                        .withSecondaryToPrimaryMapper(task -> projects.list(
                                        task.getMetadata().getNamespace())
                                .filter(project -> Names.label(
                                                project.getMetadata().getName())
                                        .equals(task.getMetadata().getLabels().get(Tasks.PROJECT)))
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .build(),
                context);
        List<EventSource<?, IntalgoProject>> sources = new ArrayList<>(List.of(
                connections,
                tasks,
                Exposed.events(context),
                heads.events(),
                Owned.by(IntalgoProject.class, ServiceAccount.class, context),
                Owned.by(IntalgoProject.class, Deployment.class, context),
                Owned.by(IntalgoProject.class, Job.class, context)));
        sources.addAll(secrets.of(IntalgoProject.class, context, RepositoryPlaces::secretNames));
        return sources;
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    @Override
    public UpdateControl<IntalgoProject> reconcile(IntalgoProject project, Context<IntalgoProject> context) {
        var before = Optional.ofNullable(project.getStatus()).orElse(IntalgoProjectStatus.EMPTY);
        var generation = project.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        Optional<Duration> again;
        try {
            requirePodTemplate(project);
            next = move.check(project, before, conditions, context);
            if (RepositoryPlaces.isMoving(project)) {
                throw NotReady.continuing(
                        RepositoryMove.STEP,
                        "Moving",
                        "The repository was moved: goes on there.",
                        RepositoryMove.ONWARD);
            }
            var exposed = Exposed.of(project, context);
            next = next.withExposures(Exposed.listed(next, exposed, context));
            drive.begin(project, context, conditions);
            var connection = connection(project, context);
            var catalog = catalog(connection);
            var database = databases.ready(connection, CATALOG);
            conditions.isTrue(
                    CATALOG,
                    "Ready",
                    "%d tables of Connection \"%s\"."
                            .formatted(
                                    catalog.tables().size(),
                                    connection.getMetadata().getName()));
            applier.apply(
                    Owned.account(
                            project, Names.dbtAccount(project.getMetadata().getName())),
                    Owned.named(Names.dbtAccount(project.getMetadata().getName()), ServiceAccount.class, context));
            // Before the rest, which may wait for what is to be merged.
            var look = look(project, conditions);
            var deleted = Exposed.deleted(before, context);
            var commit = files.commit(project, connection, catalog, exposed, deleted, conditions);
            deployments.remove(project, deleted);
            next = next.withRepository(project.getSpec().repository())
                    .withCommit(commit.id())
                    .withCloneUrl(places.cloneUrl(project))
                    .withCatalog(catalog.hash())
                    .withExposures(Exposed.without(deleted, next));
            rewritten.tell(project, places.location(project), commit.id(), conditions);
            var message = "The repository is at %s.".formatted(commit.id());
            conditions.isTrue(RepositoryPlaces.STEP, "Committed", message);
            var tasks = context.getSecondaryResourcesAsStream(ConfigMap.class).toList();
            var publication = models.after(project, connection, catalog, tasks, next, conditions);
            next = publication.status();
            again = Stream.of(
                            workers.see(project, database, context),
                            publication.again(),
                            look,
                            Optional.of(news.next(RepositoryPlaces.id(project))))
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder());
            next = next.withStored(drive.stored(project, conditions).orElse(null));
            conditions.isTrue(Conditions.READY, "Ready", message);
        } catch (NotReady why) {
            conditions.stopped(why);
            again = StatusWriter.again(why, conditions);
        }
        return statuses.write(
                project,
                IntalgoProject::new,
                next.withObservedGeneration(generation).withConditions(conditions.list()),
                conditions,
                again);
    }

    private static Connection connection(IntalgoProject project, Context<IntalgoProject> context) throws NotReady {
        var name = project.getSpec().connectionRef().name();
        return context.getSecondaryResource(Connection.class)
                .filter(c -> c.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> NotReady.lacking(
                        CATALOG,
                        "ConnectionNotFound",
                        "There is no Connection \"%s\" in this namespace: create it.".formatted(name)));
    }

    private static void requirePodTemplate(IntalgoProject project) throws NotReady {
        var problems = PodTemplates.problems(project.getSpec().podTemplate());
        if (!problems.isEmpty()) {
            throw NotReady.failed(
                    Conditions.READY,
                    "InvalidPodTemplate",
                    problems.stream().map(p -> "spec." + p).collect(Collectors.joining(" ")));
        }
    }

    private Catalog catalog(Connection connection) throws NotReady {
        var name = connection.getMetadata().getName();
        var status = connection.getStatus();
        if (status == null || status.catalog() == null) {
            throw NotReady.waiting(
                    CATALOG,
                    "ConnectionNotReady",
                    "Connection \"%s\" has no catalog yet; see its conditions.".formatted(name));
        }
        return catalogs.read(
                        connection.getMetadata().getNamespace(),
                        name,
                        status.catalog().hash())
                .orElseThrow(() -> NotReady.retrying(
                        CATALOG,
                        "CatalogMissing",
                        "The catalog of Connection \"%s\" is gone: set its annotation %s to read it anew."
                                .formatted(name, Connection.INGEST_ANNOTATION)));
    }

    /** Sees what became of pull requests; says when to look again. */
    private Optional<Duration> look(IntalgoProject project, Conditions conditions) throws NotReady {
        if (!Reviews.wanted(project)) {
            return Optional.empty();
        }
        var again = reviews.look(project, places.location(project), heads.news(RepositoryPlaces.id(project)));
        conditions.isTrue(Reviews.STEP, "Ready", "Answers are put on branches to be reviewed.");
        return Optional.of(again);
    }
}
