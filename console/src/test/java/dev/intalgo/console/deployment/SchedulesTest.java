package dev.intalgo.console.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-03-31T23:30:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 6 * * *|every day at 06:00",
                "30 6 * * *|at 06:30",
                "|only when told to",
                "nonsense|nonsense",
            })
    void areSaidInWords(String cron, String words) {
        assertThat(Schedules.words(cron)).isEqualTo(words);
    }

    @Test
    void sayWhenItIsTimeNextWhereTheyCount() {
        assertThat(Schedules.next("0 6 * * *", "Europe/Berlin", NOW)).isEqualTo("Wednesday 1 April 2026, 06:00");
        assertThat(Schedules.next("0 6 * * *", "Nowhere/Land", NOW)).isEmpty();
        assertThat(Schedules.next(null, "Etc/UTC", NOW)).isEmpty();
    }

    @Test
    void areRefusedWithWhatToWrite() {
        for (var example : Schedules.EXAMPLES) {
            assertThat(Schedules.wrong(example.cron(), "Etc/UTC")).isEmpty();
        }
        assertThat(Schedules.wrong("0 6 * *", "Etc/UTC")).contains("five fields");
        assertThat(Schedules.wrong("", "Berlin")).contains("Europe/Berlin");
    }
}
