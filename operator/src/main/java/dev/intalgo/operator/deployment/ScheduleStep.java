package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.ClockChanges;
import dev.intalgo.operator.target.Schedules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Whether every orchestrator would understand a Deployment's schedule, and alike. */
@ApplicationScoped
class ScheduleStep {
    static final String STEP = "ScheduleValid";

    private final Events events;

    ScheduleStep(Events events) {
        this.events = events;
    }

    /** @throws NotReady {@code InvalidSchedule} */
    void check(Deployment deployment, Conditions conditions, Instant now) throws NotReady {
        var cron = deployment.getSpec().schedule();
        var zone = deployment.getSpec().timeZone();
        var problems = Schedules.problems(cron, zone);
        if (!problems.isEmpty()) {
            throw NotReady.failed(STEP, "InvalidSchedule", String.join("; ", problems));
        }
        var hit = ClockChanges.of(cron, zone, now);
        if (hit.isEmpty()) {
            conditions.isTrue(STEP, "Valid", cron == null ? "There is none." : "Every orchestrator takes it.");
            return;
        }
        // Refusing it would stop what runs well on all other days.
        var message = ("The clock of %s is changed: %s. What is run then differs by orchestrator; choose a time outside"
                        + " of that hour, or the time zone Etc/UTC, if each day must have exactly one run.")
                .formatted(zone, String.join(", ", hit));
        conditions.isTrue(STEP, "ScheduleInGap", message);
        events.warnOnce(deployment, "ScheduleInGap", message);
    }
}
