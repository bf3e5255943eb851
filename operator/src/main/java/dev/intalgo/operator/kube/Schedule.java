package dev.intalgo.operator.kube;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** A cron expression with five fields in a time zone, as Kubernetes' CronJobs take it. */
public final class Schedule {
    private final ExecutionTime times;
    private final ZoneId zone;

    private Schedule(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException with a message for the person who wrote it
     */
    public static Schedule parse(String expression, String timeZone) {
        ZoneId zone;
        try {
            zone = ZoneId.of(timeZone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a time zone: write one such as Europe/Berlin or Etc/UTC.".formatted(timeZone));
        }
        try {
            var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            var schedule = new Schedule(ExecutionTime.forCron(parser.parse(expression)), zone);
            if (schedule.next(Instant.now()).isEmpty()) {
                throw new IllegalArgumentException("no such day ever comes");
            }
            return schedule;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a schedule (%s): write five cron fields such as \"0 3 * * *\"."
                            .formatted(expression, e.getMessage()));
        }
    }

    /** The last time at or before this one. */
    public Optional<Instant> last(Instant now) {
        var last = times.lastExecution(ZonedDateTime.ofInstant(now.plusSeconds(1), zone));
        // An hour that comes twice has its times once, the first time.
        while (last.isPresent() && !times.isMatch(last.get())) {
            last = times.lastExecution(last.get());
        }
        return last.map(ZonedDateTime::toInstant);
    }

    /** The first time after this one. */
    public Optional<Instant> next(Instant now) {
        return times.nextExecution(ZonedDateTime.ofInstant(now, zone)).map(ZonedDateTime::toInstant);
    }
}
