package dev.intalgo.operator.project;

import dev.intalgo.operator.kube.Owned;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides whether a project needs a new worker: there are tasks, and no Job to do them with what pods now get. */
sealed interface Workers {
    /** Nothing to do: there are no tasks, or a worker is at them. */
    record Enough() implements Workers {}

    /** Ends a worker that was started with other Secrets or settings: pods take up neither while they run. */
    record End(Job outdated) implements Workers {}

    /** Start worker {@code number}. */
    record Start(long number) implements Workers {}

    /** The last worker failed a moment ago: look again in {@code delay}. */
    record Later(Job failed, Duration delay) implements Workers {}

    /** The label of what a worker's pod was given: a hash. */
    String GIVEN = "intalgo.dev/given";

    Duration AFTER_FAILURE = Duration.ofMinutes(1);
    Pattern NUMBER = Pattern.compile("-worker-(\\d+)$");

    /** @param given what a worker's pod would be given now, as {@link #GIVEN} has it */
    static Workers decide(Collection<ConfigMap> pendingTasks, Collection<Job> workers, String given, Instant now) {
        var outdated = workers.stream()
                .filter(Owned::active)
                .filter(job -> !given.equals(job.getMetadata().getLabels().get(GIVEN)))
                .findFirst();
        if (outdated.isPresent()) {
            return new End(outdated.get());
        }
        if (pendingTasks.isEmpty() || workers.stream().anyMatch(Owned::active)) {
            return new Enough();
        }
        var last = workers.stream().max(Comparator.comparingLong(Workers::number));
        var wait = last.flatMap(Workers::failedAt)
                .map(failed -> AFTER_FAILURE.minus(Duration.between(failed, now)))
                .filter(Duration::isPositive);
        return wait.<Workers>map(w -> new Later(last.get(), w)).orElseGet(() -> new Start(next(last, now)));
    }

    /** Higher than any before, and after their Jobs are gone too: the seconds since 1970, or one more than the last. */
    private static long next(Optional<Job> last, Instant now) {
        return Math.max(now.getEpochSecond(), last.map(Workers::number).orElse(0L) + 1);
    }

    static long number(Job job) {
        Matcher matcher = NUMBER.matcher(job.getMetadata().getName());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static Optional<Instant> failedAt(Job job) {
        if (job.getStatus() == null || job.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream()
                .filter(c -> "Failed".equals(c.getType()) && "True".equals(c.getStatus()))
                .map(c -> Instant.parse(c.getLastTransitionTime()))
                .findFirst();
    }
}
