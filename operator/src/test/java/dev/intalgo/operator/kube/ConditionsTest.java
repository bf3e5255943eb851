package dev.intalgo.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void saysTheSameWhenNothingChanged() {
        var first = at(NOON, List.of());
        first.isTrue("Ready", "Ready", "3 tables");
        var later = at(NOON.plusSeconds(90), first.list());
        later.isTrue("Ready", "Ready", "3 tables");
        assertThat(later.list()).isEqualTo(first.list());
        assertThat(later.readyChanged()).isEmpty();
    }

    @Test
    void tellsAStopInTheStepAndInReady() {
        var conditions = at(NOON, List.of());
        conditions.stopped(NotReady.failed("SettingsValid", "UnknownAdapter", "no such adapter"));
        assertThat(conditions.list())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Ready", "False", "UnknownAdapter"),
                        org.assertj.core.groups.Tuple.tuple("SettingsValid", "False", "UnknownAdapter"),
                        org.assertj.core.groups.Tuple.tuple("Stalled", "True", "UnknownAdapter"));
        assertThat(conditions.readyChanged()).isPresent();
    }

    @Test
    void isStalledOnlyWhereAPersonMustChangeSomething() {
        var stopped = at(NOON, List.of());
        stopped.stopped(NotReady.failed("Ready", "NameTaken", "give another name"));
        assertThat(stopped.list()).extracting(Condition::getType).containsExactly("Ready", "Stalled");
        for (var other : List.of(
                NotReady.retrying("Ready", "LlmUnreachable", "refused"),
                NotReady.lacking("Ready", "ProjectNotFound", "create it"),
                NotReady.waiting("Ready", "Asking", "at work"))) {
            var later = at(NOON, stopped.list());
            later.stopped(other);
            assertThat(later.list()).extracting(Condition::getType).containsExactly("Ready");
        }
    }

    @Test
    void triesAStepAgainLaterTheLongerItHadFailed() {
        var first = at(NOON, List.of());
        first.isFalse("Dropped", "DropFailed", "refused");
        assertThat(first.backoff("Dropped", NOON)).isEqualTo(Duration.ofSeconds(5));
        var later = at(NOON.plusSeconds(90), first.list());
        assertThat(later.backoff("Dropped", NOON.plusMillis(900))).isEqualTo(Duration.ofSeconds(5));
        assertThat(later.backoff("Dropped", NOON.plusSeconds(40))).isEqualTo(Duration.ofSeconds(40));
        assertThat(later.backoff("Other", NOON.plusSeconds(40))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void looksAgainLaterTheLongerItFails() {
        var failing = at(NOON, List.of());
        failing.stopped(NotReady.retrying("Ready", "LlmUnreachable", "refused"));
        assertThat(failing.backoff()).isEqualTo(Duration.ofSeconds(5));
        for (var seconds : List.of(40L, 100_000L)) {
            var later = at(NOON.plusSeconds(seconds), failing.list());
            later.stopped(NotReady.retrying("Ready", "LlmUnreachable", "refused"));
            assertThat(later.backoff()).isEqualTo(Duration.ofSeconds(Math.min(seconds, 600)));
        }
    }

    @Test
    void cutsAMessageThatIsTooLong() {
        var conditions = at(NOON, List.of());
        conditions.isTrue("Ready", "Ready", "x".repeat(10_000));
        assertThat(conditions.list().getFirst().getMessage()).hasSize(4_000).endsWith("…");
    }

    private static Conditions at(Instant now, List<Condition> before) {
        return new Conditions(before, 1L, Clock.fixed(now, ZoneOffset.UTC));
    }
}
