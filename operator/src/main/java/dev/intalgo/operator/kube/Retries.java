package dev.intalgo.operator.kube;

import java.time.Duration;

/** How what failed is tried again: a reconciliation that ended in an exception, as where the API server is away; a task. */
public final class Retries {
    /** The SDK's word for it; by default it gives up after half a minute, and nothing would look again. */
    public static final int WITHOUT_END = -1;

    public static final long LONGEST_MILLIS = 60_000;

    private Retries() {}

    /**
     * How long to wait after a failure: twice as long each time.
     *
     * @param number counts the failures, from 0
     */
    public static Duration backoff(int number, Duration first, Duration longest) {
        var wait = first.multipliedBy(1L << Math.min(number, 16));
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
