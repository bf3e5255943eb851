package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuartzTest {
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 6 * * *         | 0 0 6 * * ?
            0 6 * * 0         | 0 0 6 ? * 1
            0 6 * * 1-5       | 0 0 6 ? * 2-6
            0 6 * * MON-FRI   | 0 0 6 ? * 2-6
            0 6 * * 1,3,6     | 0 0 6 ? * 2,4,7
            0 6 1 * *         | 0 0 6 1 * ?
            */15 * * * *      | 0 */15 * * * ?
            5-59/15 8-18 * * *| 0 5-59/15 8-18 * * ?
            0 6 1 JAN *       | 0 0 6 1 1 ?
            @weekly           | 0 0 0 ? * 1
            """)
    void countsWeekdaysFromOneAndHasSeconds(String cron, String quartz) {
        assertThat(Quartz.of(cron)).isEqualTo(quartz);
    }

    @Example
    void hasNoScheduleByBothKindsOfDay() {
        assertThat(Quartz.problem("0 6 1 * MON"))
                .hasValueSatisfying(p -> assertThat(p).contains("make one of them *"));
        assertThatIllegalArgumentException().isThrownBy(() -> Quartz.of("0 6 1 * MON"));
    }

    @Property(tries = 500)
    void runsAtTheSameTimes(@ForAll("schedules") String cron, @ForAll("starts") ZonedDateTime from) {
        assertThat(times(CronType.QUARTZ, Quartz.of(cron), from))
                .as(Quartz.of(cron))
                .isEqualTo(times(CronType.UNIX, cron, from));
    }

    private static List<ZonedDateTime> times(CronType type, String cron, ZonedDateTime from) {
        var times =
                ExecutionTime.forCron(new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type)).parse(cron));
        List<ZonedDateTime> all = new ArrayList<>();
        for (var next = times.nextExecution(from); next.isPresent() && all.size() < 10; ) {
            all.add(next.get());
            next = times.nextExecution(next.get());
        }
        return all;
    }

    @Provide
    Arbitrary<ZonedDateTime> starts() {
        return Arbitraries.longs()
                .between(0, 4L * 365 * 24 * 60)
                .map(minutes -> ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of("Etc/UTC"))
                        .plusMinutes(minutes));
    }

    @Provide
    Arbitrary<String> schedules() {
        var days = Combinators.combine(field(1, 28), weekdays(), Arbitraries.of(0, 1, 2))
                .as((month, week, which) -> new String[] {which == 1 ? month : "*", which == 2 ? week : "*"});
        return Combinators.combine(field(0, 59), field(0, 23), days, field(1, 12))
                .as((minute, hour, day, month) -> String.join(" ", minute, hour, day[0], month, day[1]))
                .filter(cron -> Schedules.problems(cron, "Etc/UTC").isEmpty());
    }

    private static Arbitrary<String> weekdays() {
        return Arbitraries.oneOf(
                field(0, 6),
                Arbitraries.of(DAYS),
                Combinators.combine(
                                Arbitraries.integers().between(0, 2),
                                Arbitraries.integers().between(3, 6))
                        .as((a, b) -> DAYS.get(a) + "-" + DAYS.get(b)));
    }

    private static Arbitrary<String> field(int least, int most) {
        var value = Arbitraries.integers().between(least, most);
        var step = Arbitraries.integers().between(2, Math.max(2, (most - least) / 2));
        var range = Combinators.combine(value, value).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
        return Arbitraries.oneOf(
                Arbitraries.just("*"),
                value.map(String::valueOf),
                range,
                step.map(s -> "*/" + s),
                Combinators.combine(range, step).as((r, s) -> r + "/" + s),
                value.map(String::valueOf).set().ofMinSize(1).ofMaxSize(4).map(set -> String.join(",", set)),
                Combinators.combine(range, value).as((r, v) -> r + "," + v));
    }
}
