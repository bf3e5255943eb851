package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockChangesTest {
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 2 * * *|Europe/Berlin|2026-03-29 02:30 does not come; 2026-10-25 02:30 comes twice",
                "*/20 2-3 * * *|Europe/Berlin|2026-03-29 02:00 does not come; 2026-10-25 02:00 comes twice",
                "30 2 * * SUN|Europe/Berlin|2026-03-29 02:30 does not come; 2026-10-25 02:30 comes twice",
                "30 2 29 3 *|Europe/Berlin|2026-03-29 02:30 does not come",
                "15 1 * * *|America/New_York|2026-11-01 01:15 comes twice",
                "@daily|America/Havana|2026-03-08 00:00 does not come; 2026-11-01 00:00 comes twice",
                "15 2 * * *|Australia/Lord_Howe|2026-10-04 02:15 does not come",
            })
    void tellsOfTimesThatDoNotComeOrComeTwice(String cron, String zone, String expected) {
        assertThat(String.join("; ", ClockChanges.of(cron, zone, NOW))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * *|Europe/Berlin",
                "59 1 * * *|Europe/Berlin",
                "30 2 * * MON|Europe/Berlin",
                "30 2 * * *|Etc/UTC",
                "30 2 * * *|Asia/Tokyo",
                "0 * * * *|Europe/Berlin",
                "30 */2 * * *|Europe/Berlin",
            })
    void saysNothingWhereNothingIsHit(String cron, String zone) {
        assertThat(ClockChanges.of(cron, zone, NOW)).isEmpty();
    }

    @Test
    void saysNothingOfWhatHasNoSchedule() {
        assertThat(ClockChanges.of(null, "Europe/Berlin", NOW)).isEmpty();
    }
}
