package dev.intalgo.operator.target;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.Optional;

/** Schedules as Quartz writes them: with seconds, Sunday as 1, and a day of the month or of the week, not both. */
public final class Quartz {
    private static final CronParser UNIX = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronMapper MAPPER = CronMapper.fromUnixToQuartz();

    private Quartz() {}

    /** Why Quartz has no such schedule; empty where it has. */
    public static Optional<String> problem(String cron) {
        String[] fields = Schedules.fiveFields(cron).split(" ");
        return fields[2].equals("*") || fields[4].equals("*")
                ? Optional.empty()
                : Optional.of(
                        "schedule \"" + cron + "\": Databricks has no schedule by both the day of the month and the"
                                + " day of the week: make one of them *, or write two Deployments");
    }

    /**
     * The same times in Quartz's words.
     *
     * @param cron a schedule without {@linkplain Schedules#problems problems}
     * @throws IllegalArgumentException if Quartz has a {@link #problem} with it
     */
    public static String of(String cron) {
        problem(cron).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return MAPPER.map(UNIX.parse(Schedules.fiveFields(cron))).asString().replaceAll(" \\*$", ""); // any year
    }
}
