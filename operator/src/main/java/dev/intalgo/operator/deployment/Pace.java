package dev.intalgo.operator.deployment;

import dev.intalgo.operator.kube.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** When to look at a job in a workspace again: it tells nobody of its runs. */
final class Pace {
    /** Without anything due: for runs started by hand, and for changes that somebody made. */
    private static final Duration SELDOM = Duration.ofHours(1);

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LATE = Duration.ofMinutes(10);

    private Pace() {}

    /**
     * How long to wait.
     *
     * @param schedule when runs are due; empty: only when told to
     * @param since when the run began that goes on; empty if none does
     * @param newest when the newest run began; empty if there was none
     */
    static Duration next(Instant now, Optional<Schedule> schedule, Optional<Instant> since, Optional<Instant> newest) {
        if (since.isPresent()) {
            return within(Duration.between(since.get(), now).dividedBy(2), SOON, LATE);
        }
        var due = schedule.flatMap(s -> s.last(now))
                .filter(at -> newest.isEmpty() || newest.get().isBefore(at))
                .filter(at -> Duration.between(at, now).compareTo(SELDOM) < 0)
                .map(at -> within(Duration.between(at, now), SOON, LATE));
        var coming = schedule.flatMap(s -> s.next(now))
                .map(at -> Duration.between(now, at).plus(SOON));
        return Stream.of(due, coming, Optional.of(SELDOM))
                .flatMap(Optional::stream)
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static Duration within(Duration wait, Duration least, Duration most) {
        return wait.compareTo(least) < 0 ? least : wait.compareTo(most) > 0 ? most : wait;
    }
}
