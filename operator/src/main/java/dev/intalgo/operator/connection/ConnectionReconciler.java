package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.adapter.Recipes;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.CatalogChanges;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.Schedule;
import dev.intalgo.operator.kube.SpecOrAnnotations;
import dev.intalgo.operator.kube.StatusWriter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks how to reach a database, has it crawled, and keeps its catalog. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(
        name = "connection",
        // Its annotation asks for a crawl.
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = SpecOrAnnotations.class))
public class ConnectionReconciler implements Reconciler<Connection> {
    private static final String INGESTED = "Ingested";
    private static final Duration CRAWL = Duration.ofMinutes(30);
    /** Secrets are not watched: how often to see whether one has changed. */
    private static final Duration RECHECK = Duration.ofMinutes(2);

    private static final int LONGEST_LIST = 50;

    private final KubernetesClient client;
    private final Databases databases;
    private final CatalogStore catalogs;
    private final TaskStore tasks;
    private final RunnerSettings runner;
    private final Applier applier;
    private final Events events;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    ConnectionReconciler(
            KubernetesClient client,
            Databases databases,
            CatalogStore catalogs,
            TaskStore tasks,
            RunnerSettings runner,
            Applier applier,
            Events events,
            StatusWriter statuses) {
        this.client = client;
        this.databases = databases;
        this.catalogs = catalogs;
        this.tasks = tasks;
        this.runner = runner;
        this.applier = applier;
        this.events = events;
        this.statuses = statuses;
    }

    @Override
    public List<EventSource<?, Connection>> prepareEventSources(EventSourceContext<Connection> context) {
        return List.of(
                Owned.by(Connection.class, ConfigMap.class, context),
                Owned.by(Connection.class, ServiceAccount.class, context),
                Owned.by(Connection.class, Job.class, context));
    }

    @Override
    public UpdateControl<Connection> reconcile(Connection connection, Context<Connection> context) {
        var before = Optional.ofNullable(connection.getStatus()).orElse(ConnectionStatus.EMPTY);
        var generation = connection.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        Optional<Duration> again;
        try {
            var schedule = schedule(connection);
            var database = databases.of(connection);
            conditions.isTrue(
                    Databases.STEP,
                    "Valid",
                    "The settings and Secrets for %s are there."
                            .formatted(database.adapter().title()));
            prepare(connection, database, context);
            next = ingest(connection, database, schedule, before, conditions, context);
            again = Optional.of(untilNext(schedule));
        } catch (NotReady why) {
            conditions.stopped(why);
            again = StatusWriter.again(why, conditions).or(() -> Optional.of(RECHECK));
        }
        return statuses.write(
                connection,
                Connection::new,
                next.withObservedGeneration(generation).withConditions(conditions.list()),
                conditions,
                again);
    }

    private static Optional<Schedule> schedule(Connection connection) throws NotReady {
        var expression = connection.getSpec().ingestion().schedule();
        if (expression == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Schedule.parse(expression, "Etc/UTC"));
        } catch (IllegalArgumentException e) {
            throw NotReady.failed(Databases.STEP, "InvalidSchedule", "spec.ingestion.schedule: " + e.getMessage());
        }
    }

    private void prepare(Connection connection, Database database, Context<Connection> context) {
        applier.apply(
                Owned.account(
                        connection, Names.ingestAccount(connection.getMetadata().getName())),
                context.getSecondaryResource(ServiceAccount.class).orElse(null));
        if (database.profilesYml().isPresent()) {
            var name = Databases.profileName(connection);
            applier.apply(
                    Owned.configMap(
                            connection,
                            name,
                            Map.of("profiles.yml", database.profilesYml().get())),
                    Owned.named(name, ConfigMap.class, context));
        }
    }

    private ConnectionStatus ingest(
            Connection connection,
            Database database,
            Optional<Schedule> schedule,
            ConnectionStatus before,
            Conditions conditions,
            Context<Connection> context)
            throws NotReady {
        var trigger = trigger(connection, database, schedule);
        var attempts = attempts(context);
        return switch (Ingestion.decide(trigger, attempts, clock.instant())) {
            case Ingestion.Start start when connection.getSpec().ingestion().suspend() -> suspended(before, conditions);
            case Ingestion.Start start -> {
                var task = tasks.submit(task(connection, database, trigger, start.number()));
                startJob(connection, database, task);
                yield crawling(start.number(), before, conditions);
            }
            case Ingestion.Running running -> {
                keepAtIt(connection, database, running.attempt(), context);
                yield crawling(running.attempt().number(), before, conditions);
            }
            case Ingestion.Succeeded succeeded -> {
                var next = succeeded(connection, succeeded.attempt(), before);
                forgetOthers(context, succeeded.attempt());
                var message = "%d tables with %d columns."
                        .formatted(next.catalog().tables(), next.catalog().columns());
                conditions.isTrue(INGESTED, "Ingested", message);
                conditions.isTrue(Conditions.READY, "Ready", message);
                yield next;
            }
            case Ingestion.Failed failed -> {
                if (before.catalog() != null && failed.again() != null) {
                    yield outdated(failed.reason(), failed.message(), before, conditions);
                }
                throw failed.again() == null
                        ? NotReady.failed(INGESTED, failed.reason(), failed.message())
                        : NotReady.retrying(INGESTED, failed.reason(), failed.message(), failed.again());
            }
        };
    }

    /** Everything that asks for a crawl when it changes. */
    private String trigger(Connection connection, Database database, Optional<Schedule> schedule) {
        var spec = connection.getSpec();
        List<String> parts = new ArrayList<>();
        parts.add(database.profilesYml().orElse(""));
        parts.add(database.access().toString());
        parts.addAll(database.secretVersions());
        parts.add(spec.ingestion().include().toString());
        parts.add(spec.ingestion().exclude().toString());
        var annotations = connection.getMetadata().getAnnotations();
        parts.add(annotations == null ? "" : annotations.getOrDefault(Connection.INGEST_ANNOTATION, ""));
        var created = Instant.parse(connection.getMetadata().getCreationTimestamp());
        schedule.filter(s -> !spec.ingestion().suspend())
                .flatMap(s -> s.last(clock.instant()))
                .filter(tick -> tick.isAfter(created))
                .ifPresent(tick -> parts.add(tick.toString()));
        return Hashes.of(parts);
    }

    private static List<Attempt> attempts(Context<Connection> context) {
        return context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .map(map -> {
                    var input = Tasks.input(map);
                    return new Attempt(
                            map.getMetadata().getName(),
                            input.path("trigger").asText(),
                            input.path("attempt").asInt(),
                            Tasks.result(map).orElse(null),
                            Tasks.completed(map).orElse(null));
                })
                .toList();
    }

    private ConfigMap task(Connection connection, Database database, String trigger, int attempt) {
        var spec = connection.getSpec();
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("adapter", database.adapter().name());
        input.set(
                "recipe",
                Recipes.recipe(
                        database.adapter(),
                        spec.ingestion().include(),
                        spec.ingestion().exclude(),
                        false));
        input.put("timeoutSeconds", CRAWL.toSeconds());
        input.put("trigger", trigger);
        input.put("attempt", attempt);
        return Tasks.desired(
                connection, "ingest", Tasks.CONNECTION, connection.getMetadata().getName(), input);
    }

    private void startJob(Connection connection, Database database, ConfigMap task) {
        var job = Jobs.ingest(connection, task.getMetadata().getName(), CRAWL, database.access(), runner, Map.of());
        applier.apply(job, null);
        events.normal(
                connection,
                "Ingesting",
                "Reading the catalog of the database, in Job "
                        + job.getMetadata().getName() + ".");
    }

    /** Sees that there is a Job for the attempt; one that failed without a result becomes the attempt's result. */
    private void keepAtIt(Connection connection, Database database, Attempt attempt, Context<Connection> context) {
        var job = context.getSecondaryResourcesAsStream(Job.class)
                .filter(j -> attempt.name().equals(j.getMetadata().getLabels().get(Jobs.TASK_NAME)))
                .findFirst();
        if (job.isEmpty()) {
            tasks.find(new dev.intalgo.operator.job.TaskRef(
                            connection.getMetadata().getNamespace(), attempt.name()))
                    .filter(Tasks::pending)
                    .ifPresent(task -> startJob(connection, database, task));
        } else {
            Owned.failure(job.get(), client)
                    .ifPresent(message -> tasks.fail(
                            new dev.intalgo.operator.job.TaskRef(
                                    connection.getMetadata().getNamespace(), attempt.name()),
                            "IngestionFailed",
                            message));
        }
    }

    private static ConnectionStatus suspended(ConnectionStatus before, Conditions conditions) throws NotReady {
        if (before.catalog() == null) {
            throw NotReady.failed(
                    INGESTED,
                    "Suspended",
                    "spec.ingestion.suspend is true, and there is no catalog yet: set it to false to have it read.");
        }
        var message = "The catalog stays as it is: spec.ingestion.suspend is true.";
        conditions.isTrue(INGESTED, "Suspended", message);
        conditions.isTrue(Conditions.READY, "Ready", message);
        return before;
    }

    /** A further try goes on saying why the one before failed, until it is known better. */
    private static ConnectionStatus crawling(int number, ConnectionStatus before, Conditions conditions)
            throws NotReady {
        var message = "The database's catalog is being read.";
        var why = number == 0
                ? NotReady.waiting(INGESTED, "Ingesting", message)
                : conditions.waiting(INGESTED, "Ingesting", message, Ingestion.RETRIED);
        if (before.catalog() == null) {
            throw why;
        }
        if (!why.progressing()) {
            return outdated(why.reason(), why.getMessage(), before, conditions);
        }
        conditions.isUnknown(INGESTED, why.reason(), why.getMessage());
        conditions.isTrue(Conditions.READY, "Ready", why.getMessage());
        return before;
    }

    /** What is known still serves. */
    private static ConnectionStatus outdated(
            String reason, String message, ConnectionStatus before, Conditions conditions) {
        conditions.isFalse(INGESTED, reason, message);
        conditions.isTrue(Conditions.READY, "CatalogOutdated", message);
        return before;
    }

    private ConnectionStatus succeeded(Connection connection, Attempt attempt, ConnectionStatus before) {
        var result = attempt.result();
        var hash = result.path("catalog").asText();
        var summary = new ConnectionStatus.CatalogSummary(
                hash,
                result.path("tables").asInt(),
                result.path("columns").asInt(),
                result.path("primaryKeys").asInt(),
                result.path("foreignKeys").asInt(),
                null,
                ConnectionSpec.Source.DATAHUB,
                attempt.completed().toString());
        if (before.catalog() == null || hash.equals(before.catalog().hash())) {
            return before.withCatalog(summary);
        }
        var namespace = connection.getMetadata().getNamespace();
        var name = connection.getMetadata().getName();
        var old = catalogs.read(namespace, name, before.catalog().hash()).orElse(new Catalog(List.of()));
        var changes = catalogs.read(namespace, name, hash)
                .map(now -> CatalogChanges.between(old, now))
                .map(c -> new ConnectionStatus.Changes(
                        cut(c.added()), cut(c.removed()), cut(c.altered()), List.of(), List.of()))
                .orElse(null);
        // The one before stays, for those who have not come to the new one yet.
        catalogs.prune(namespace, name, Set.of(hash, before.catalog().hash()));
        return before.withCatalog(summary).withChanges(changes);
    }

    private static List<String> cut(List<String> names) {
        if (names.size() <= LONGEST_LIST) {
            return names;
        }
        List<String> cut = new ArrayList<>(names.subList(0, LONGEST_LIST));
        cut.add("…");
        return cut;
    }

    private void forgetOthers(Context<Connection> context, Attempt kept) {
        context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .filter(map -> !map.getMetadata().getName().equals(kept.name()))
                .forEach(map -> client.resource(map).delete());
    }

    private Duration untilNext(Optional<Schedule> schedule) {
        var now = clock.instant();
        return schedule.flatMap(s -> s.next(now))
                .map(next -> Duration.between(now, next))
                .filter(wait -> wait.compareTo(RECHECK) < 0)
                .orElse(RECHECK);
    }
}
