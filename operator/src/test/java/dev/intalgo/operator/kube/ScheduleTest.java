package dev.intalgo.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    @Test
    void knowsTheTimesAroundNow() {
        var schedule = Schedule.parse("0 3 * * *", "Europe/Berlin");
        var now = Instant.parse("2026-01-15T12:00:00Z");
        assertThat(schedule.last(now)).contains(Instant.parse("2026-01-15T02:00:00Z"));
        assertThat(schedule.next(now)).contains(Instant.parse("2026-01-16T02:00:00Z"));
    }

    @Test
    void countsTheVeryMoment() {
        var three = Instant.parse("2026-01-15T03:00:00Z");
        assertThat(Schedule.parse("0 3 * * *", "Etc/UTC").last(three)).contains(three);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "daily", "61 * * * *", "* * * *", "0 0 30 2 *", "* * * * * *"})
    void refusesWhatNeverComes(String expression) {
        assertThatThrownBy(() -> Schedule.parse(expression, "Etc/UTC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("five cron fields");
    }

    @Test
    void refusesAnUnknownTimeZone() {
        assertThatThrownBy(() -> Schedule.parse("0 3 * * *", "Mars/Olympus"))
                .hasMessageContaining("is not a time zone");
    }
}
