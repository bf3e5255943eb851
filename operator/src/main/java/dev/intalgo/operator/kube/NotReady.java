package dev.intalgo.operator.kube;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a reconciliation cannot go on: becomes the step's condition and {@code Ready}. The message is for the person
 * who wrote the manifest and says what to change.
 */
public final class NotReady extends Exception {

    /** When to look again, apart from the events that reconcile anyway. */
    public enum Again {
        /** Only when something changes: trying again would give the same. */
        ON_CHANGE,
        /** When another object is there or has changed, which is an event. */
        ON_OTHERS,
        /** After a while that grows with how long it has been so: something outside may recover. */
        WITH_BACKOFF
    }

    private final String step;
    private final boolean progressing;
    private final String reason;
    private final Again again;
    private final Duration atLeast;

    private NotReady(String step, boolean progressing, String reason, String message, Again again, Duration atLeast) {
        super(message, null, false, false);
        this.step = step;
        this.progressing = progressing;
        this.reason = reason;
        this.again = again;
        this.atLeast = atLeast;
    }

    /** The person must change something. */
    public static NotReady failed(String step, String reason, String message) {
        return new NotReady(step, false, reason, message, Again.ON_CHANGE, null);
    }

    /** It failed for want of what another object brings, whose event ends the wait. */
    public static NotReady lacking(String step, String reason, String message) {
        return new NotReady(step, false, reason, message, Again.ON_OTHERS, null);
    }

    /** Something outside failed and is tried again. */
    public static NotReady retrying(String step, String reason, String message) {
        return new NotReady(step, false, reason, message, Again.WITH_BACKOFF, null);
    }

    /** Something outside failed and is tried again, no sooner than it asked for. */
    public static NotReady retrying(String step, String reason, String message, Duration atLeast) {
        return new NotReady(step, false, reason, message, Again.WITH_BACKOFF, atLeast);
    }

    /** Something outside failed and is tried again, no sooner than it asked for, where it did. */
    public static NotReady retrying(String step, String reason, String message, Optional<Duration> atLeast) {
        return new NotReady(step, false, reason, message, Again.WITH_BACKOFF, atLeast.orElse(null));
    }

    /** Work is under way; an event ends the wait. */
    public static NotReady waiting(String step, String reason, String message) {
        return new NotReady(step, true, reason, message, Again.ON_CHANGE, null);
    }

    /** Work goes on by itself after this time. */
    public static NotReady continuing(String step, String reason, String message, Duration after) {
        return new NotReady(step, true, reason, message, Again.ON_CHANGE, after);
    }

    /** The condition type of the step that stopped. */
    public String step() {
        return step;
    }

    /** Whether this is ordinary progress (condition {@code Unknown}) rather than a failure ({@code False}). */
    public boolean progressing() {
        return progressing;
    }

    /** Whether it stays so until a person changes the object itself, or what it stands for. */
    public boolean stalled() {
        return !progressing && again == Again.ON_CHANGE;
    }

    /** A stable CamelCase word. */
    public String reason() {
        return reason;
    }

    public Again again() {
        return again;
    }

    /** The least time to wait, where it is known. */
    public Optional<Duration> atLeast() {
        return Optional.ofNullable(atLeast);
    }
}
