package dev.intalgo.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The conditions of one reconciliation, by Kubernetes' conventions: the transition time moves only when the status
 * does, so that a status that says the same is the same and is not written again.
 */
public final class Conditions {
    public static final String READY = "Ready";
    /** There and {@code True} where only a person's change helps: the word of kstatus, by which Flux stops waiting. */
    public static final String STALLED = "Stalled";

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(10);
    private static final int LONGEST_MESSAGE = 4_000;

    private final Map<String, Condition> before = new LinkedHashMap<>();
    private final Map<String, Condition> now = new LinkedHashMap<>();
    private final long generation;
    private final Clock clock;

    public Conditions(List<Condition> before, Long generation, Clock clock) {
        if (before != null) {
            before.forEach(condition -> this.before.put(condition.getType(), condition));
        }
        this.generation = generation == null ? 0 : generation;
        this.clock = clock;
    }

    public void isTrue(String type, String reason, String message) {
        set(type, "True", reason, message);
    }

    public void isFalse(String type, String reason, String message) {
        set(type, "False", reason, message);
    }

    public void isUnknown(String type, String reason, String message) {
        set(type, "Unknown", reason, message);
    }

    /** What was said of a step before, of this spec, still holds. */
    public void keep(String type) {
        var old = before.get(type);
        if (old != null && Long.valueOf(generation).equals(old.getObservedGeneration())) {
            now.put(type, old);
        }
    }

    /** Whether a step had this status before, for this spec. */
    public boolean was(String type, String status) {
        var old = before.get(type);
        return old != null
                && status.equals(old.getStatus())
                && Long.valueOf(generation).equals(old.getObservedGeneration());
    }

    /** Takes back what was set: a condition that is only there while it is of interest. */
    public void forget(String type) {
        now.remove(type);
    }

    /**
     * The step's condition and {@code Ready}, both with the reason why it stopped; and {@code Stalled} where trying
     * again would give the same.
     */
    public void stopped(NotReady why) {
        var status = why.progressing() ? "Unknown" : "False";
        if (!why.step().equals(READY)) {
            set(why.step(), status, why.reason(), why.getMessage());
        }
        set(READY, status, why.reason(), why.getMessage());
        if (why.stalled()) {
            set(STALLED, "True", why.reason(), why.getMessage());
        }
    }

    /**
     * Work is under way; an event ends the wait. Where the step failed for something outside and this is the next try,
     * it goes on to say so until it is known better: else each try would be news, and the gaps would not grow.
     *
     * @param tried the reasons that are tried again
     */
    public NotReady waiting(String step, String reason, String message, Set<String> tried) {
        var old = before.get(step);
        return old != null
                        && "False".equals(old.getStatus())
                        && tried.contains(old.getReason())
                        && Long.valueOf(generation).equals(old.getObservedGeneration())
                ? NotReady.lacking(step, old.getReason(), old.getMessage())
                : NotReady.waiting(step, reason, message);
    }

    /** Whether a step that is not done would be news: nothing, success or another spec is what is known of it so far. */
    public boolean isNews(String step) {
        var old = before.get(step);
        return old == null
                || "True".equals(old.getStatus())
                || !Long.valueOf(generation).equals(old.getObservedGeneration());
    }

    private void set(String type, String status, String reason, String message) {
        var old = before.get(type);
        var since = old != null && status.equals(old.getStatus()) ? old.getLastTransitionTime() : timestamp();
        now.put(
                type,
                new ConditionBuilder()
                        .withType(type)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(shortened(message))
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(since)
                        .build());
    }

    /** All conditions that were set, {@code Ready} first. */
    public List<Condition> list() {
        var all = new ArrayList<Condition>();
        Optional.ofNullable(now.get(READY)).ifPresent(all::add);
        now.forEach((type, condition) -> {
            if (!type.equals(READY)) {
                all.add(condition);
            }
        });
        return all;
    }

    /** {@code Ready} where its status or reason differs from before: a person would want an Event. */
    public Optional<Condition> readyChanged() {
        var ready = now.get(READY);
        var old = before.get(READY);
        var same = ready == null
                || old != null
                        && old.getStatus().equals(ready.getStatus())
                        && old.getReason().equals(ready.getReason());
        return same ? Optional.empty() : Optional.of(ready);
    }

    /**
     * How long until the next try: as long as it has been failing, so that the gaps double; from 5 seconds to 10
     * minutes. Derived from the condition, so that nothing need be remembered across restarts.
     */
    public Duration backoff() {
        return backoff(now.get(READY), clock.instant());
    }

    /** The same after a try of a step that may fail while all else goes on; {@code tried} is when that ended. */
    public Duration backoff(String step, Instant tried) {
        var old = before.get(step);
        return backoff(old != null && "False".equals(old.getStatus()) ? old : null, tried);
    }

    private static Duration backoff(Condition condition, Instant tried) {
        if (condition == null) {
            return FIRST_RETRY;
        }
        var failing = Duration.between(Instant.parse(condition.getLastTransitionTime()), tried);
        if (failing.compareTo(FIRST_RETRY) < 0) {
            return FIRST_RETRY;
        }
        return failing.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : failing;
    }

    private String timestamp() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    }
}
