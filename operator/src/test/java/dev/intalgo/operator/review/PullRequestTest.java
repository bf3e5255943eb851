package dev.intalgo.operator.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PullRequestTest {
    private static final String UPDATED = "2026-01-01T01:00:00+01:00";
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void hasAnotherStampAtEachLookWhileMoreMayHappenInTheSameSecond() {
        var first = PullRequest.stamp(UPDATED, THEN.plusMillis(100));
        var second = PullRequest.stamp(UPDATED, THEN.plusMillis(900));
        var settled = PullRequest.stamp(UPDATED, THEN.plusSeconds(60));
        assertThat(second).isNotEqualTo(first).isNotEqualTo(settled);
        assertThat(PullRequest.stamp(UPDATED, THEN.plusSeconds(90))).isEqualTo(settled);
    }

    @Test
    void hasNoStampOfAServerThatDoesNotTell() {
        assertThat(PullRequest.stamp("", THEN)).isEmpty();
    }
}
