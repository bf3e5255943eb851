package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.kube.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to do about a Connection's catalog, decided from the attempts that there are. An attempt belongs to a trigger:
 * a hash of everything that asks for a crawl (the spec, the Secrets' versions, the annotation, the schedule's tick).
 */
sealed interface Ingestion {
    /** Start attempt {@code number} (from 0). */
    record Start(int number) implements Ingestion {}

    /** An attempt is at work. */
    record Running(Attempt attempt) implements Ingestion {}

    /**
     * An attempt gave a catalog.
     *
     * @param again how long until the next, for a DataHub server that has not got it; empty where there is no need
     */
    record Succeeded(Attempt attempt, Optional<Duration> again) implements Ingestion {}

    /**
     * The last attempt failed.
     *
     * @param again how long until the next, or null where only a change can help
     */
    record Failed(Attempt attempt, String reason, String message, Duration again) implements Ingestion {}

    /**
     * One crawl.
     *
     * @param completed when its result came; null while there is none
     */
    record Attempt(String name, String trigger, int number, Progress progress, JsonNode result, Instant completed) {}

    /**
     * How far a crawl has come.
     *
     * @param connected whether the database let it in
     * @param tables how many tables it has found so far
     */
    record Progress(boolean connected, int tables) {
        static final Progress NONE = new Progress(false, 0);
    }

    /** Failures that stay until the Connection or its Secrets change. */
    Set<String> PERMANENT = Set.of("AuthenticationFailed", "ProfileInvalid", "DriverMissing");

    /** Failures that may end by themselves. */
    Set<String> RETRIED = Set.of("ConnectionFailed", "DatabaseNotFound", "PermissionDenied", "IngestionFailed");

    Duration FIRST_RETRY = Duration.ofSeconds(10);
    Duration LAST_RETRY = Duration.ofMinutes(10);

    static Ingestion decide(String trigger, List<Attempt> attempts, Instant now) {
        var last = attempts.stream()
                .filter(attempt -> attempt.trigger().equals(trigger))
                .max(Comparator.comparingInt(Attempt::number));
        if (last.isEmpty()) {
            return new Start(0);
        }
        var attempt = last.get();
        if (attempt.result() == null) {
            return new Running(attempt);
        }
        if (attempt.result().path("ok").asBoolean()) {
            var again = Publication.again(attempt, now);
            return again.isPresent() && !again.get().isPositive()
                    ? new Start(attempt.number() + 1)
                    : new Succeeded(attempt, again);
        }
        var reason = attempt.result().path("reason").asText("IngestionFailed");
        var message = attempt.result().path("message").asText();
        if (PERMANENT.contains(reason)) {
            return new Failed(attempt, reason, message, null);
        }
        var wait = backoff(attempt.number()).minus(Duration.between(attempt.completed(), now));
        return wait.isPositive() ? new Failed(attempt, reason, message, wait) : new Start(attempt.number() + 1);
    }

    /** 10 s after the first failure, then twice as long each time, at most 10 minutes. */
    static Duration backoff(int number) {
        return Retries.backoff(number, FIRST_RETRY, LAST_RETRY);
    }
}
