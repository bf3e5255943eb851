package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Retries;
import dev.intalgo.operator.kube.Schedule;
import dev.intalgo.operator.kube.SecretWatch;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks how to reach a database, has it crawled, and keeps its catalog. */
@GradualRetry(maxAttempts = Retries.WITHOUT_END, maxInterval = Retries.LONGEST_MILLIS)
@ControllerConfiguration(
        name = "connection",
        // Its annotation asks for a crawl.
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = SpecOrAnnotations.class))
public class ConnectionReconciler implements Reconciler<Connection> {

    private static final Duration LOOK_AT_POD = Duration.ofSeconds(20);

    private final Databases databases;
    private final Crawls crawls;
    private final Summaries summaries;
    private final SecretWatch secrets;
    private final Applier applier;
    private final StatusWriter statuses;
    private final Clock clock = Clock.systemUTC();

    ConnectionReconciler(
            Databases databases,
            Crawls crawls,
            Summaries summaries,
            SecretWatch secrets,
            Applier applier,
            StatusWriter statuses) {
        this.databases = databases;
        this.crawls = crawls;
        this.summaries = summaries;
        this.secrets = secrets;
        this.applier = applier;
        this.statuses = statuses;
    }

    @Override
    public List<EventSource<?, Connection>> prepareEventSources(EventSourceContext<Connection> context) {
        List<EventSource<?, Connection>> sources = new ArrayList<>(List.of(
                Owned.by(Connection.class, ConfigMap.class, context),
                Owned.by(Connection.class, ServiceAccount.class, context),
                Owned.by(Connection.class, Job.class, context)));
        sources.addAll(secrets.of(Connection.class, context, ConnectionReconciler::secretNames));
        return sources;
    }

    private static Set<String> secretNames(Connection connection) {
        var spec = connection.getSpec();
        var profile = Stream.ofNullable(spec.profile()).map(ConnectionSpec.Profile::secretKeyRef);
        var token = Stream.ofNullable(spec.datahub())
                .flatMap(datahub -> Stream.ofNullable(datahub.token()))
                .map(SecretValue::secretKeyRef);
        var credentials = spec.credentials().values().stream().map(SecretValue::secretKeyRef);
        return Stream.of(profile, token, credentials)
                .flatMap(Function.identity())
                .map(SecretKeyRef::name)
                .collect(Collectors.toSet());
    }

    @Override
    public UpdateControl<Connection> reconcile(Connection connection, Context<Connection> context) {
        var before = Optional.ofNullable(connection.getStatus()).orElse(ConnectionStatus.EMPTY);
        var generation = connection.getMetadata().getGeneration();
        var conditions = new Conditions(before.conditions(), generation, clock);
        var next = before;
        var again = secrets.again();
        try {
            var schedule = schedule(connection);
            again = sooner(again, untilNext(schedule));
            var database = databases.of(connection);
            conditions.isTrue(
                    Databases.STEP,
                    "Valid",
                    "The settings and Secrets for %s are there."
                            .formatted(database.adapter().title()));
            prepare(connection, database, context);
            var trigger = Crawls.trigger(connection, database, schedule, clock.instant());
            var decision = Ingestion.decide(trigger, Crawls.attempts(context), clock.instant());
            again = sooner(again, again(decision));
            var crawl = new CrawlConditions(conditions, before, Crawls.onlyProbes(connection));
            next = ingest(connection, database, trigger, decision, crawl, context);
        } catch (NotReady why) {
            conditions.stopped(why);
            again = sooner(again, StatusWriter.again(why, conditions));
        }
        next = Publication.told(connection, Crawls.attempts(context), next, conditions);
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
            String trigger,
            Ingestion decision,
            CrawlConditions conditions,
            Context<Connection> context)
            throws NotReady {
        switch (decision) {
            case Ingestion.Start start
            when connection.getSpec().ingestion().suspend() && !Crawls.onlyProbes(connection) -> conditions.suspended();
            case Ingestion.Start start -> {
                crawls.start(connection, database, trigger, start.number());
                conditions.crawling(start.number(), Ingestion.Progress.NONE, Optional.empty());
            }
            case Ingestion.Running running -> {
                var held = crawls.keepAtIt(connection, database, running.attempt(), context);
                conditions.crawling(
                        running.attempt().number(), running.attempt().progress(), held);
            }
            case Ingestion.Succeeded succeeded when Crawls.onlyProbes(connection) -> conditions.probed();
            case Ingestion.Succeeded succeeded -> {
                var next = summaries.after(connection, database.source(), succeeded.attempt(), conditions.before());
                crawls.forgetOthers(context, succeeded.attempt());
                conditions.succeeded(next);
                return next;
            }
            case Ingestion.Failed failed -> conditions.failed(failed);
        }
        return conditions.before();
    }

    private static Optional<Duration> again(Ingestion decision) {
        return switch (decision) {
            // What a pod waits for to start is no event.
            case Ingestion.Start start -> Optional.of(LOOK_AT_POD);
            case Ingestion.Running running -> Optional.of(LOOK_AT_POD);
            case Ingestion.Failed failed -> Optional.ofNullable(failed.again());
            case Ingestion.Succeeded succeeded -> succeeded.again();
        };
    }

    private Optional<Duration> untilNext(Optional<Schedule> schedule) {
        var now = clock.instant();
        return schedule.flatMap(s -> s.next(now)).map(next -> Duration.between(now, next));
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }
}
