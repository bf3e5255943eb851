package dev.intalgo.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.connection.Ingestion.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestionTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void startsWhenNothingWasTriedForThisTrigger() {
        var earlier = new Attempt("a", "before", 3, Progress.NONE, json("{'ok':true}"), NOON);
        assertThat(Ingestion.decide("now", List.of(earlier), NOON)).isEqualTo(new Ingestion.Start(0));
    }

    @Test
    void waitsForTheAttemptAtWork() {
        var running = new Attempt("a", "now", 0, Progress.NONE, null, null);
        assertThat(Ingestion.decide("now", List.of(running), NOON)).isEqualTo(new Ingestion.Running(running));
    }

    @Test
    void takesTheLastAttempt() {
        var failed = new Attempt("a", "now", 0, Progress.NONE, json("{'ok':false}"), NOON);
        var succeeded = new Attempt("b", "now", 1, Progress.NONE, json("{'ok':true}"), NOON);
        assertThat(Ingestion.decide("now", List.of(succeeded, failed), NOON))
                .isEqualTo(new Ingestion.Succeeded(succeeded, Optional.empty()));
    }

    @Test
    void triesAgainAfterAWhileThatDoubles() {
        var failed = new Attempt(
                "b",
                "now",
                1,
                Progress.NONE,
                json("{'ok':false,'reason':'ConnectionFailed','message':'refused'}"),
                NOON);
        assertThat(Ingestion.decide("now", List.of(failed), NOON.plusSeconds(5)))
                .isEqualTo(new Ingestion.Failed(failed, "ConnectionFailed", "refused", Duration.ofSeconds(15)));
        assertThat(Ingestion.decide("now", List.of(failed), NOON.plusSeconds(20)))
                .isEqualTo(new Ingestion.Start(2));
    }

    @Test
    void doesNotTryAWrongPasswordAgain() {
        var failed = new Attempt(
                "a",
                "now",
                0,
                Progress.NONE,
                json("{'ok':false,'reason':'AuthenticationFailed','message':'no'}"),
                NOON);
        assertThat(Ingestion.decide("now", List.of(failed), NOON.plus(Duration.ofDays(1))))
                .isEqualTo(new Ingestion.Failed(failed, "AuthenticationFailed", "no", null));
    }

    @Test
    void neverWaitsLongerThanTenMinutes() {
        assertThat(Ingestion.backoff(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Ingestion.backoff(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
