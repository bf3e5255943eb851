package dev.intalgo.operator.target;

import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times of a schedule that a clock does not show, as it is put forward, or shows twice, as it is put back. What
 * happens then differs: a run is left out, comes twice, or at another time.
 */
public final class ClockChanges {
    /** Most places have two changes a year, and the next of each is news enough. */
    private static final int YEARS = 1;

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private ClockChanges() {}

    /**
     * The times of the next year that are hit, each as a sentence; empty where none is. A schedule whose hours have no
     * fixed number, such as every hour, is meant for the clock as it goes: of it nothing is said.
     *
     * @param cron a schedule without {@linkplain Schedules#problems problems}; null for none
     * @param timeZone its IANA time zone
     */
    public static List<String> of(String cron, String timeZone, Instant now) {
        if (cron == null || Schedules.fiveFields(cron).split(" ")[1].startsWith("*")) {
            return List.of();
        }
        ExecutionTime times = Schedules.times(cron);
        ZoneId zone = ZoneId.of(timeZone);
        Instant end = now.atZone(zone).plusYears(YEARS).toInstant();
        List<String> found = new ArrayList<>();
        ZoneOffsetTransition next = zone.getRules().nextTransition(now);
        while (next != null && next.getInstant().isBefore(end)) {
            sentence(times, next).ifPresent(found::add);
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return List.copyOf(found);
    }

    private static Optional<String> sentence(ExecutionTime times, ZoneOffsetTransition change) {
        LocalDateTime before = change.getDateTimeBefore();
        LocalDateTime after = change.getDateTimeAfter();
        return change.isGap()
                ? first(times, before, after).map(time -> MINUTE.format(time) + " does not come")
                : first(times, after, before).map(time -> MINUTE.format(time) + " comes twice");
    }

    /** The first time of the schedule on a clock that shows these, the end not included. */
    private static Optional<LocalDateTime> first(ExecutionTime times, LocalDateTime from, LocalDateTime to) {
        // A clock without changes shows all of them.
        return times.nextExecution(from.minus(1, ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
                .map(time -> time.toLocalDateTime())
                .filter(time -> time.isBefore(to));
    }
}
