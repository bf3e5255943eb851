package dev.intalgo.console.deployment;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Schedules in words. */
final class Schedules {
    /** Schedules to take, each as people say it and as cron does. */
    static final List<Example> EXAMPLES = List.of(
            new Example("every day at 06:00", "0 6 * * *"),
            new Example("every hour", "0 * * * *"),
            new Example("every 15 minutes", "*/15 * * * *"),
            new Example("on working days at 07:30", "30 7 * * 1-5"),
            new Example("on Mondays at 06:00", "0 6 * * 1"),
            new Example("on the first of each month at 05:00", "0 5 1 * *"));

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.UK);

    /** A schedule, as people say it and as cron does. */
    record Example(String words, String cron) {}

    private Schedules() {}

    /** What a schedule says: when nobody runs it; as it stands where it is no schedule. */
    static String words(String cron) {
        if (cron == null || cron.isEmpty()) {
            return "only when told to";
        }
        return EXAMPLES.stream()
                .filter(example -> example.cron().equals(cron))
                .map(Example::words)
                .findFirst()
                .or(() -> parsed(cron)
                        .map(it -> CronDescriptor.instance(Locale.UK).describe(it)))
                .orElse(cron);
    }

    /** When it is time next; empty where that cannot be said. */
    static String next(String cron, String timeZone, ZonedDateTime now) {
        try {
            var zone = ZoneId.of(timeZone);
            return parsed(cron == null ? "" : cron)
                    .flatMap(it -> ExecutionTime.forCron(it).nextExecution(now.withZoneSameInstant(zone)))
                    .map(WHEN::format)
                    .orElse("");
        } catch (DateTimeException e) {
            return "";
        }
    }

    /** What is wrong with a schedule; empty where nothing is. */
    static String wrong(String cron, String timeZone) {
        if (!cron.isEmpty() && parsed(cron).isEmpty()) {
            return "\"%s\" is no schedule: it has five fields, for minute, hour, day, month and day of the week, as in"
                            .formatted(cron)
                    + " 0 6 * * *.";
        }
        try {
            ZoneId.of(timeZone.isEmpty() ? "Etc/UTC" : timeZone);
            return "";
        } catch (DateTimeException e) {
            return "\"%s\" is no time zone: write a name such as Europe/Berlin.".formatted(timeZone);
        }
    }

    private static Optional<Cron> parsed(String cron) {
        try {
            return Optional.of(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
