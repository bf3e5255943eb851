package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.kube.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Optional<Schedule> DAILY = Optional.of(Schedule.parse("0 6 * * *", "Etc/UTC"));

    private static Duration at(String time, Optional<Schedule> schedule, String since, String newest) {
        return Pace.next(
                instant(time),
                schedule,
                Optional.ofNullable(since).map(PaceTest::instant),
                Optional.ofNullable(newest).map(PaceTest::instant));
    }

    private static Instant instant(String time) {
        return Instant.parse("2026-03-02T" + time + ":00Z");
    }

    @Test
    void looksOnceAnHourWhereNothingIsDue() {
        assertThat(at("12:00", Optional.empty(), null, null)).isEqualTo(Duration.ofHours(1));
        assertThat(at("12:00", DAILY, null, "06:00")).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void looksSoonAfterARunIsDue() {
        assertThat(at("05:50", DAILY, null, null))
                .isEqualTo(Duration.ofMinutes(10).plusSeconds(30));
    }

    @Test
    void looksLessAndLessOftenForARunThatDoesNotCome() {
        assertThat(at("06:00", DAILY, null, "05:00")).isEqualTo(Duration.ofSeconds(30));
        assertThat(at("06:04", DAILY, null, "05:00")).isEqualTo(Duration.ofMinutes(4));
        assertThat(at("06:50", DAILY, null, "05:00")).isEqualTo(Duration.ofMinutes(10));
        assertThat(at("07:30", DAILY, null, "05:00")).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void looksLessAndLessOftenAtARunThatGoesOn() {
        assertThat(at("06:00", DAILY, "06:00", "06:00")).isEqualTo(Duration.ofSeconds(30));
        assertThat(at("06:10", DAILY, "06:00", "06:00")).isEqualTo(Duration.ofMinutes(5));
        assertThat(at("09:00", DAILY, "06:00", "06:00")).isEqualTo(Duration.ofMinutes(10));
    }
}
