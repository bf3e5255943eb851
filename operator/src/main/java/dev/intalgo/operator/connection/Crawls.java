package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.adapter.Recipes;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.connection.Ingestion.Progress;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.job.TaskRef;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.job.WorkerResource;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.kube.Schedule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attempts to read a Connection's catalog, each a task and a Job: seen, started and kept at work. */
@ApplicationScoped
class Crawls {
    private final KubernetesClient client;
    private final TaskStore tasks;
    private final RunnerSettings runner;
    private final Applier applier;
    private final Events events;

    Crawls(KubernetesClient client, TaskStore tasks, RunnerSettings runner, Applier applier, Events events) {
        this.client = client;
        this.tasks = tasks;
        this.runner = runner;
        this.applier = applier;
        this.events = events;
    }

    /**
     * Whether only to connect: a Connection that is suspended before there is a catalog says so whether it is right,
     * before anything is read.
     */
    static boolean onlyProbes(Connection connection) {
        return connection.getSpec().ingestion().suspend()
                && Optional.ofNullable(connection.getStatus())
                        .map(ConnectionStatus::catalog)
                        .isEmpty();
    }

    /** Everything that asks for a crawl when it changes. */
    static String trigger(Connection connection, Database database, Optional<Schedule> schedule, Instant now) {
        var spec = connection.getSpec();
        List<String> parts = new ArrayList<>();
        parts.add(database.profilesYml().orElse(""));
        parts.add(database.access().toString());
        parts.addAll(database.secretVersions());
        parts.add(database.source().name());
        parts.add(spec.ingestion().databases().toString());
        parts.add(spec.ingestion().include().toString());
        parts.add(spec.ingestion().exclude().toString());
        var annotations = connection.getMetadata().getAnnotations();
        parts.add(annotations == null ? "" : annotations.getOrDefault(Connection.INGEST_ANNOTATION, ""));
        var created = Instant.parse(connection.getMetadata().getCreationTimestamp());
        schedule.filter(s -> !spec.ingestion().suspend())
                .flatMap(s -> s.last(now))
                .filter(tick -> tick.isAfter(created))
                .ifPresent(tick -> parts.add(tick.toString()));
        if (onlyProbes(connection)) {
            parts.add("probe");
        }
        return Hashes.of(parts);
    }

    static List<Attempt> attempts(Context<Connection> context) {
        return context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .map(map -> {
                    var input = Tasks.input(map);
                    return new Attempt(
                            map.getMetadata().getName(),
                            input.path("trigger").asText(),
                            input.path("attempt").asInt(),
                            Tasks.progress(map)
                                    .map(progress -> new Progress(
                                            progress.path("connected").asBoolean(),
                                            progress.path("tables").asInt()))
                                    .orElse(Progress.NONE),
                            Tasks.result(map).orElse(null),
                            Tasks.completed(map).orElse(null));
                })
                .toList();
    }

    void start(Connection connection, Database database, String trigger, int attempt) {
        startJob(connection, database, tasks.submit(task(connection, database, trigger, attempt)));
    }

    private static ConfigMap task(Connection connection, Database database, String trigger, int attempt) {
        var spec = connection.getSpec();
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("adapter", database.adapter().name());
        switch (database.source()) {
            case DATAHUB -> {
                input.put("source", "DataHub");
                input.set("recipe", Recipes.recipe(database.profile(), Databases.selection(connection), false));
                Recipes.environment(database.profile()).forEach(input.putObject("environment")::put);
            }
            case ADAPTER -> {
                input.put("source", "Adapter");
                spec.ingestion().include().forEach(input.putArray("include")::add);
                spec.ingestion().exclude().forEach(input.putArray("exclude")::add);
                spec.ingestion().databases().forEach(input.putArray("databases")::add);
            }
        }
        if (onlyProbes(connection)) {
            input.put("probe", true);
        }
        input.put("timeoutSeconds", spec.ingestion().timeoutDuration().toSeconds());
        input.put("trigger", trigger);
        input.put("attempt", attempt);
        var essence = input.deepCopy();
        Optional.ofNullable(connection.getStatus())
                .flatMap(status -> Optional.ofNullable(status.catalog()))
                .ifPresent(catalog -> input.put(WorkerResource.CATALOG_BEFORE, catalog.hash()));
        return Tasks.desired(
                connection, "ingest", Tasks.CONNECTION, connection.getMetadata().getName(), input, essence);
    }

    private void startJob(Connection connection, Database database, ConfigMap task) {
        var timeout = connection.getSpec().ingestion().timeoutDuration();
        var job = Jobs.ingest(connection, task.getMetadata().getName(), timeout, database.access(), runner, Map.of());
        applier.apply(job, null);
        events.normal(
                connection,
                onlyProbes(connection) ? "Connecting" : "Ingesting",
                "%s, in Job %s."
                        .formatted(
                                onlyProbes(connection)
                                        ? "Connecting to the database"
                                        : "Reading the catalog of the database",
                                job.getMetadata().getName()));
    }

    /**
     * Sees that there is a Job for the attempt; one that failed without a result becomes the attempt's result.
     *
     * @return why its pod cannot start, where it cannot
     */
    Optional<String> keepAtIt(Connection connection, Database database, Attempt attempt, Context<Connection> context) {
        var ref = new TaskRef(connection.getMetadata().getNamespace(), attempt.name());
        var job = context.getSecondaryResourcesAsStream(Job.class)
                .filter(j -> attempt.name().equals(j.getMetadata().getLabels().get(Jobs.TASK_NAME)))
                .findFirst();
        if (job.isEmpty()) {
            tasks.find(ref).filter(Tasks::pending).ifPresent(task -> startJob(connection, database, task));
            return Optional.empty();
        }
        Owned.failure(job.get(), client).ifPresent(message -> tasks.fail(ref, "IngestionFailed", message));
        return attempt.progress().connected() ? Optional.empty() : Owned.held(job.get(), client);
    }

    /** What the others found is not looked at again. */
    void forgetOthers(Context<Connection> context, Attempt kept) {
        context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .filter(map -> !map.getMetadata().getName().equals(kept.name()))
                .forEach(map -> client.resource(map).delete());
    }
}
