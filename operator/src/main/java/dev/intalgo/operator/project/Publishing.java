package dev.intalgo.operator.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.Retries;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What to do about a project's models in DataHub, decided from the project's tasks. */
sealed interface Publishing {
    /** Nothing was built yet. */
    record Nothing() implements Publishing {}

    /**
     * Something else has to come first.
     *
     * @param again how long that takes; empty where an event ends it
     */
    record Wait(String reason, String message, Optional<Duration> again) implements Publishing {}

    /**
     * Have the worker give the models.
     *
     * @param builds names all that was built, and where it is to be shown
     * @param attempt counts the tries for these builds, from 0
     * @param outdated tasks that this one replaces
     */
    record Give(String builds, int attempt, List<ConfigMap> outdated) implements Publishing {}

    /** DataHub has them. */
    record Given(IntalgoProjectStatus.Published published) implements Publishing {}

    /**
     * The last try failed.
     *
     * @param again how long until the next; empty where only a change can help
     */
    record Failed(String reason, String message, Optional<Duration> again) implements Publishing {}

    /** The key of a task's input that says what {@link Give#builds} it is for. */
    String BUILDS = "builds";

    Wait GIVING = new Wait("Publishing", "DataHub is given the models.", Optional.empty());

    /** The worker does one thing at a time, and a person who waits for an answer comes first. */
    Duration QUIET = Duration.ofSeconds(20);

    Duration FIRST_RETRY = Duration.ofMinutes(1);
    Duration LAST_RETRY = Duration.ofMinutes(30);

    /** What a person has to see to, at the Connection or in DataHub. */
    Set<String> PERMANENT = Set.of("DataHubUnauthorized", "DataHubRejected");

    /** The steps of a task that failed before it came to DataHub, as a condition's reason. */
    Map<String, String> REASONS =
            Map.of("git", "RepositoryUnreachable", "connect", "ConnectionFailed", "compile", "CompileFailed");

    /**
     * @param tasks the project's, done or not
     * @param database what DataHub shows of the database; empty where that is not there yet
     */
    static Publishing decide(
            Collection<ConfigMap> tasks,
            Optional<ConnectionStatus.Published> database,
            ConnectionSpec.DataHub datahub,
            Instant now) {
        var builds = of(tasks, "build").toList();
        if (builds.stream().noneMatch(task -> !Tasks.pending(task))) {
            return new Nothing();
        }
        if (database.isEmpty()) {
            return new Wait(
                    "ConnectionNotPublished", "The Connection's catalog is not in DataHub yet.", Optional.empty());
        }
        var key = key(builds, datahub);
        var own = of(tasks, "publish")
                .filter(task -> Tasks.input(task).path(BUILDS).asText().equals(key))
                .findFirst();
        if (own.isEmpty()) {
            return quiet(tasks, now)
                    .orElseGet(() -> new Give(key, 0, of(tasks, "publish").toList()));
        }
        var attempt = Tasks.input(own.get()).path("attempt").asInt();
        return Tasks.result(own.get())
                .map(result -> done(key, own.get(), result, attempt, now))
                .orElse(GIVING);
    }

    /** What to wait for before there is nothing else to do; empty where that is so. */
    private static Optional<Publishing> quiet(Collection<ConfigMap> tasks, Instant now) {
        var others = tasks.stream()
                .filter(task -> !"publish".equals(Tasks.kind(task)))
                .toList();
        var message = "DataHub is given the models once no more are built.";
        if (others.stream().anyMatch(Tasks::pending)) {
            return Optional.of(new Wait("Building", message, Optional.empty()));
        }
        return others.stream()
                .flatMap(task -> Tasks.completed(task).stream())
                .max(Comparator.naturalOrder())
                .map(last -> QUIET.minus(Duration.between(last, now)))
                .filter(Duration::isPositive)
                .map(left -> new Wait("Building", message, Optional.of(left)));
    }

    private static Publishing done(String key, ConfigMap task, JsonNode result, int attempt, Instant now) {
        var completed = Tasks.completed(task).orElse(now);
        if (result.path("ok").asBoolean()) {
            return new Given(new IntalgoProjectStatus.Published(
                    Tasks.input(task).path("commit").asText(),
                    result.path("models").asInt(),
                    completed.toString()));
        }
        var step = result.path("step").asText();
        var reason = step.startsWith("DataHub") ? step : REASONS.getOrDefault(step, "PublicationFailed");
        var message = result.path("message").asText();
        if (PERMANENT.contains(reason)) {
            return new Failed(reason, message, Optional.empty());
        }
        var left = Retries.backoff(attempt, FIRST_RETRY, LAST_RETRY).minus(Duration.between(completed, now));
        return left.isPositive()
                ? new Failed(reason, message, Optional.of(left))
                : new Give(key, attempt + 1, List.of(task));
    }

    private static Stream<ConfigMap> of(Collection<ConfigMap> tasks, String kind) {
        return tasks.stream().filter(task -> kind.equals(Tasks.kind(task)));
    }

    private static String key(List<ConfigMap> builds, ConnectionSpec.DataHub datahub) {
        List<String> parts = new ArrayList<>();
        parts.add(datahub.server());
        parts.add(String.valueOf(datahub.token()));
        builds.stream().map(task -> task.getMetadata().getName()).sorted().forEach(parts::add);
        return Hashes.of(parts);
    }
}
