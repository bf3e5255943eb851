package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.Schedule;
import dev.intalgo.operator.kube.SpecOrAnnotations;
import dev.intalgo.operator.kube.StatusWriter;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks how to reach a database, has it crawled, and keeps its catalog. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(
        name = "connection",
        // Its annotation asks for a crawl.
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = SpecOrAnnotations.class))
public class ConnectionReconciler implements Reconciler<Connection> {
    private static final String INGESTED = "Ingested";
    /** Secrets are not watched: how often to see whether one has changed. */
    private static final Duration RECHECK = Duration.ofMinutes(2);

    private final Databases databases;
    private final Crawls crawls;
    private final Summaries summaries;
    private final Applier applier;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    ConnectionReconciler(
            Databases databases, Crawls crawls, Summaries summaries, Applier applier, StatusWriter statuses) {
        this.databases = databases;
        this.crawls = crawls;
        this.summaries = summaries;
        this.applier = applier;
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
        var trigger = Crawls.trigger(connection, database, schedule, clock.instant());
        var attempts = Crawls.attempts(context);
        return switch (Ingestion.decide(trigger, attempts, clock.instant())) {
            case Ingestion.Start start when connection.getSpec().ingestion().suspend() -> suspended(before, conditions);
            case Ingestion.Start start -> {
                crawls.start(connection, database, trigger, start.number());
                yield crawling(start.number(), before, conditions);
            }
            case Ingestion.Running running -> {
                crawls.keepAtIt(connection, database, running.attempt(), context);
                yield crawling(running.attempt().number(), before, conditions);
            }
            case Ingestion.Succeeded succeeded -> {
                var next = summaries.after(connection, succeeded.attempt(), before);
                crawls.forgetOthers(context, succeeded.attempt());
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

    private Duration untilNext(Optional<Schedule> schedule) {
        var now = clock.instant();
        return schedule.flatMap(s -> s.next(now))
                .map(next -> Duration.between(now, next))
                .filter(wait -> wait.compareTo(RECHECK) < 0)
                .orElse(RECHECK);
    }
}
