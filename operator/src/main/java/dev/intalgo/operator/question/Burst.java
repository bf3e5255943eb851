package dev.intalgo.operator.question;

import java.time.Duration;

/**
 * Says how long a commit waits for others to go with it: as long as commits have been made one after another, so that
 * their gaps double and a thousand are few. Times are of {@link System#nanoTime}.
 */
final class Burst {
    private static final long FIRST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();
    /** Without a commit for so long the burst has ended. */
    private static final long QUIET = 2 * LONGEST;

    private long start;
    private long last;
    private boolean begun;

    /** How long to wait for others that are on their way. */
    Duration left(long now) {
        if (!begun || now - last > QUIET) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(0, gap() - (now - last)));
    }

    private long gap() {
        return Math.clamp(last - start, FIRST, LONGEST);
    }

    /** A commit was made. */
    void committed(long now) {
        if (!begun || now - last > QUIET) {
            start = now;
        }
        last = now;
        begun = true;
    }
}
