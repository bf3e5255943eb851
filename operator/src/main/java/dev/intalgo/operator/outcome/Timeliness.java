package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Schedule;
import dev.intalgo.operator.target.Schedules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Says whether a Deployment is late: a run was due, and none that began since has succeeded. What is suspended, or never
 * told of any run though it is no CronJob, is not expected to.
 */
@ApplicationScoped
public class Timeliness {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "OnTime";

    private final Clock clock = Clock.systemUTC();

    /** The status with since when runs are expected: since the schedule is what it is, and not suspended. */
    public DeploymentStatus expecting(Deployment deployment, DeploymentStatus status) {
        var spec = deployment.getSpec();
        var suspended = spec.cronJob() != null && spec.cronJob().suspend()
                || spec.databricks() != null && spec.databricks().paused();
        if (spec.schedule() == null || suspended) {
            return status.withScheduled(null);
        }
        var schedule = Schedules.fiveFields(spec.schedule()) + " " + spec.timeZone();
        var known = status.scheduled();
        return known != null && schedule.equals(known.schedule())
                ? status
                : status.withScheduled(new DeploymentStatus.Scheduled(
                        schedule,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /**
     * Says so in the conditions, if runs are expected.
     *
     * @return when to look again; empty where runs are not expected
     */
    public Optional<Duration> check(Deployment deployment, DeploymentStatus status, Conditions conditions) {
        if (!expected(deployment, status)) {
            return Optional.empty();
        }
        var punctuality = punctuality(deployment, status);
        var now = clock.instant();
        var missed = punctuality.missed(Optional.ofNullable(status.lastSuccess()), now);
        if (missed.isPresent()) {
            conditions.stopped(NotReady.lacking(STEP, "Late", late(missed.get(), deployment, status)));
        } else {
            conditions.isTrue(STEP, STEP, "The last run that was due has succeeded, or may still do so.");
        }
        return punctuality.again(now);
    }

    private static boolean expected(Deployment deployment, DeploymentStatus status) {
        return status.scheduled() != null && (deployment.getSpec().cronJob() != null || status.lastRun() != null);
    }

    private static Punctuality punctuality(Deployment deployment, DeploymentStatus status) {
        var spec = deployment.getSpec();
        return new Punctuality(
                Schedule.parse(Schedules.fiveFields(spec.schedule()), spec.timeZone()),
                spec.lateAfterDuration(),
                Instant.parse(status.scheduled().since()));
    }

    private static String late(Instant due, Deployment deployment, DeploymentStatus status) {
        var success = status.lastSuccess() == null
                ? "no run has succeeded"
                : "the last that succeeded began at " + status.lastSuccess().startedAt();
        var last = status.lastRun();
        var said = last == null
                ? " No run was told of."
                : " The last run, %s, %s"
                        .formatted(
                                last.id(), last.message() == null ? "has nothing to say." : "says: " + last.message());
        return "A run was due at %s and should have succeeded within %s, but %s.%s"
                .formatted(due, deployment.getSpec().lateAfter(), success, said);
    }
}
