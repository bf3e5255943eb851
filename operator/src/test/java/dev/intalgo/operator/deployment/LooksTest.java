package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.kube.NotReady;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LooksTest {
    private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");
    private static final List<Object> SUBJECT = List.of("hash", 1L);

    private final Looks looks = new Looks();

    @Test
    void restAMinuteForTheSameSubjectOnly() throws NotReady {
        looks.done("a", SUBJECT, NOW, Duration.ofHours(1));
        assertThat(looks.rest("a", SUBJECT, NOW.plusSeconds(59)))
                .contains(Duration.ofMinutes(59).plusSeconds(1));
        assertThat(looks.rest("a", SUBJECT, NOW.plusSeconds(60))).isEmpty();
        assertThat(looks.rest("a", List.of("other", 1L), NOW)).isEmpty();
        assertThat(looks.rest("b", SUBJECT, NOW)).isEmpty();
    }

    @Test
    void doNotRestBeyondWhenItIsDue() throws NotReady {
        looks.done("a", SUBJECT, NOW, Duration.ofSeconds(30));
        assertThat(looks.rest("a", SUBJECT, NOW.plusSeconds(30))).isEmpty();
    }

    @Test
    void restForAsLongAsAWorkspaceWants() throws NotReady {
        looks.failed("a", SUBJECT, NOW, NotReady.retrying("Deployed", "Limited", "later", Duration.ofMinutes(5)));
        assertThatThrownBy(() -> looks.rest("a", SUBJECT, NOW.plusSeconds(299))).hasMessage("later");
        assertThat(looks.rest("a", SUBJECT, NOW.plusSeconds(300))).isEmpty();
        looks.failed("a", SUBJECT, NOW, NotReady.retrying("Deployed", "Unreachable", "gone"));
        assertThat(looks.rest("a", SUBJECT, NOW)).isEmpty();
    }
}
