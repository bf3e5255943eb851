package dev.intalgo.operator.target;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When to run: what Kubernetes, Airflow and Dagster all understand alike, which is five fields of names, numbers,
 * lists, ranges and steps.
 */
public final class Schedules {
    private static final Map<String, String> MACROS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private static final List<String> FIELDS =
            List.of("minute", "hour", "day of the month", "month", "day of the week");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9*,/-]+");
    /** 5/15, which some read as 5-59/15 and others refuse. */
    private static final Pattern STEP_FROM_A_VALUE = Pattern.compile("(^|,)[A-Za-z0-9]+/");

    /** 7, or a range up to it, for Sunday: Kubernetes refuses it. */
    private static final Pattern SEVEN = Pattern.compile("(^|[,-])7($|[,/-])");

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private Schedules() {}

    /**
     * What is wrong with a schedule, each as a sentence that says what to change; empty if nothing is.
     *
     * @param cron five fields, or one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually; null for none
     * @param timeZone IANA name of the time zone
     */
    public static List<String> problems(String cron, String timeZone) {
        List<String> problems = new ArrayList<>();
        if (cron != null) {
            cronProblem(cron).ifPresent(problems::add);
        }
        if (!known(timeZone)) {
            problems.add(
                    "time zone \"" + timeZone + "\" is unknown: give an IANA name such as Europe/Berlin or Etc/UTC");
        }
        return List.copyOf(problems);
    }

    /** The schedule in five fields: what CronJobs, Airflow and Dagster are given. Null for null. */
    public static String fiveFields(String cron) {
        return cron == null
                ? null
                : MACROS.getOrDefault(
                        cron.strip(), String.join(" ", cron.strip().split("\\s+")));
    }

    private static Optional<String> cronProblem(String cron) {
        String schedule = fiveFields(cron);
        String[] fields = schedule.split(" ");
        if (fields.length != FIELDS.size()) {
            return problem(
                    cron,
                    "give five fields (minute, hour, day of the month, month, day of the week) or one of "
                            + String.join(
                                    ", ", MACROS.keySet().stream().sorted().toList()));
        }
        for (int i = 0; i < fields.length; i++) {
            if (!FIELD.matcher(fields[i]).matches()) {
                return problem(cron, FIELDS.get(i) + " may only have numbers, names and , - * /");
            }
            if (STEP_FROM_A_VALUE.matcher(fields[i]).find()) {
                return problem(cron, FIELDS.get(i) + " has a step from a single value: give a range, such as 5-59/15");
            }
        }
        if (SEVEN.matcher(fields[4]).find()) {
            return problem(cron, "Sunday is 0, not 7");
        }
        return parsed(cron, schedule);
    }

    private static Optional<String> parsed(String cron, String schedule) {
        try {
            return times(schedule)
                            .nextExecution(ZonedDateTime.now(ZoneOffset.UTC))
                            .isPresent()
                    ? Optional.empty()
                    : problem(cron, "no such date ever comes");
        } catch (IllegalArgumentException e) {
            return problem(cron, e.getMessage());
        }
    }

    /** When a schedule is due. */
    static ExecutionTime times(String cron) {
        return ExecutionTime.forCron(PARSER.parse(fiveFields(cron)).validate());
    }

    private static Optional<String> problem(String cron, String what) {
        return Optional.of("schedule \"" + cron + "\": " + what);
    }

    /** Only what all IANA databases have: neither offsets nor Java's own SystemV zones. */
    private static boolean known(String timeZone) {
        return timeZone != null
                && !timeZone.startsWith("SystemV/")
                && ZoneRulesProvider.getAvailableZoneIds().contains(timeZone);
    }
}
