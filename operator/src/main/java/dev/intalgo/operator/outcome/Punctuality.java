package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.kube.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether runs succeed when they are due.
 *
 * @param schedule when runs begin
 * @param grace how long after that one may have succeeded
 * @param since since when runs are expected: no earlier time of the schedule counts
 */
record Punctuality(Schedule schedule, Duration grace, Instant since) {

    /** The time of the schedule by which a run should have succeeded, and none has; empty where all is well. */
    Optional<Instant> missed(Optional<DeploymentStatus.Run> lastSuccess, Instant now) {
        return schedule.last(now.minus(grace))
                .filter(due -> !due.isBefore(since))
                .filter(due -> lastSuccess
                        .map(success -> Instant.parse(success.startedAt()).isBefore(due))
                        .orElse(true));
    }

    /** When to look again: at the end of the next time's grace. Empty where no such time ever comes. */
    Optional<Duration> again(Instant now) {
        return schedule.next(now.minus(grace))
                .map(due -> Duration.between(now, due.plus(grace)))
                // Not a moment too early, for a clock that is not quite the timer's.
                .map(left -> left.plusSeconds(1));
    }
}
