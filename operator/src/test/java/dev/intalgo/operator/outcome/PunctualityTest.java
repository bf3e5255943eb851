package dev.intalgo.operator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import dev.intalgo.operator.kube.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PunctualityTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private static Punctuality daily(String since) {
        return new Punctuality(
                Schedule.parse("30 2 * * *", "Europe/Berlin"), Duration.ofHours(1), Instant.parse(since));
    }

    private static Optional<DeploymentStatus.Run> success(String startedAt) {
        return Optional.ofNullable(startedAt)
                .map(at -> DeploymentStatusRunBuilder.builder().startedAt(at).build());
    }

    @ParameterizedTest
    @CsvSource({
        // In winter 02:30 in Berlin is 01:30 in UTC.
        "2026-01-05T02:29:59Z, 2026-01-04T01:30:05Z,",
        "2026-01-05T02:30:00Z, 2026-01-04T01:30:05Z, 2026-01-05T01:30:00Z",
        "2026-01-05T02:30:00Z, 2026-01-05T01:30:05Z,",
        "2026-01-05T23:00:00Z, , 2026-01-05T01:30:00Z",
        // In summer it is 00:30.
        "2026-07-05T01:30:00Z, 2026-07-04T00:30:05Z, 2026-07-05T00:30:00Z",
        // There is no 02:30 on the day that summer begins.
        "2026-03-29T12:00:00Z, 2026-03-28T01:30:05Z,",
        // There are two on the day that it ends, and one run: the first.
        "2026-10-25T12:00:00Z, 2026-10-25T00:30:05Z,",
    })
    void isLateOnceTheGraceOfATimeIsOverWithoutASuccess(String now, String success, String missed) {
        assertThat(daily(LONG_AGO.toString()).missed(success(success), Instant.parse(now)))
                .isEqualTo(Optional.ofNullable(missed).map(Instant::parse));
    }

    @Test
    void noTimeCountsFromBeforeRunsWereExpected() {
        var now = Instant.parse("2026-01-05T12:00:00Z");
        assertThat(daily("2026-01-05T01:30:01Z").missed(Optional.empty(), now)).isEmpty();
        assertThat(daily("2026-01-05T01:30:00Z").missed(Optional.empty(), now)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T00:00:00Z, 2026-01-05T02:30:01Z",
        "2026-01-05T02:00:00Z, 2026-01-05T02:30:01Z",
        "2026-01-05T02:30:00Z, 2026-01-06T02:30:01Z",
    })
    void isLookedAtWhenTheNextGraceEnds(String now, String next) {
        var again = daily(LONG_AGO.toString()).again(Instant.parse(now)).orElseThrow();
        assertThat(Instant.parse(now).plus(again)).isEqualTo(next);
    }
}
