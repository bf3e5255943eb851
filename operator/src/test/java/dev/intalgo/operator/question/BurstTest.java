package dev.intalgo.operator.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BurstTest {
    private final Burst burst = new Burst();

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos() - Duration.ofDays(1).toNanos();
    }

    /** Commits as soon as the gap allows, up to a time; the number of commits. */
    private int commits(long seconds) {
        int commits = 0;
        for (long now = at(0); now <= at(seconds); now += burst.left(now).toNanos() + 1) {
            burst.committed(now);
            commits++;
        }
        return commits;
    }

    @Test
    void theFirstWaitsForNobody() {
        assertThat(burst.left(at(0))).isZero();
    }

    @Test
    void gapsGrowWithTheBurst() {
        assertThat(commits(100)).isLessThanOrEqualTo(9);
    }

    @Test
    void noGapIsLongerThanAMinute() {
        commits(1_000);
        burst.committed(at(1_001));
        assertThat(burst.left(at(1_001))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aBurstEndsWhereNothingIsCommittedForAWhile() {
        commits(100);
        assertThat(burst.left(at(300))).isZero();
        burst.committed(at(300));
        assertThat(burst.left(at(300))).isEqualTo(Duration.ofSeconds(1));
    }
}
