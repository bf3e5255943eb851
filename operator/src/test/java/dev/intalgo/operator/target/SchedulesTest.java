package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {
    /** e2e/orchestrators gives the same schedules to Airflow and Dagster. */
    @ParameterizedTest
    @CsvFileSource(resources = "/target/schedules.csv")
    void acceptsWhatAllTargetsTake(String cron, String timeZone) {
        assertThat(Schedules.problems(cron, timeZone)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 6 * *            | give five fields
            0 6 * * * *        | give five fields
            @reboot            | give five fields
            every day          | give five fields
            60 6 * * *         | 60
            0 24 * * *         | 24
            0 0 0 * *          | 0
            0 0 * 13 *         | 13
            0 0 30 2 *         | no such date
            0 0 31 2,4,6,9,11 *| no such date
            5/15 * * * *       | minute has a step from a single value
            0 6 * * 7          | Sunday is 0
            0 6 * * 5-7        | Sunday is 0
            0 6 ? * *          | day of the month may only have
            0 6 L * *          | L
            0 6 * * MON#1      | day of the week may only have
            0 6 * * FRI-MON    | FRI-MON
            30-10 6 * * *      | 30
            */0 * * * *        | 0
            */61 * * * *       | 61
            0 6 * * {{x}}      | day of the week may only have
            """)
    void saysWhatIsWrongWithASchedule(String cron, String what) {
        assertThat(Schedules.problems(cron, "Etc/UTC"))
                .singleElement()
                .asString()
                .contains(cron, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Atlantis", "europe/berlin", "UTC+2", "GMT+1", "SystemV/PST8PDT", "", "Local"})
    void refusesAnUnknownTimeZone(String timeZone) {
        assertThat(Schedules.problems(null, timeZone))
                .singleElement()
                .asString()
                .contains("\"" + timeZone + "\"", "Europe/Berlin");
    }

    @Test
    void givesAllProblemsAtOnce() {
        assertThat(Schedules.problems("x", "y")).hasSize(2);
    }

    @Test
    void needsNoSchedule() {
        assertThat(Schedules.problems(null, "Etc/UTC")).isEmpty();
        assertThat(Schedules.fiveFields(null)).isNull();
    }

    @Test
    void writesMacrosAndSpacesAsFiveFields() {
        assertThat(Schedules.fiveFields("@daily")).isEqualTo("0 0 * * *");
        assertThat(Schedules.fiveFields(" 0  6\t* * * ")).isEqualTo("0 6 * * *");
    }
}
