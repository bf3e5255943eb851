package dev.intalgo.console.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long people are signed in. */
class SessionsTest {
    private Instant now = Instant.parse("2026-01-01T08:00:00Z");
    private final Sessions sessions =
            new Sessions(new Everybody(), Duration.ofHours(1), Duration.ofHours(4), () -> now);

    /** Takes every token, as the name of whoever has it. */
    private final class Everybody extends Clusters {
        Everybody() {
            super("https://unused.example", Path.of("none"));
        }

        @Override
        public Session as(OAuthTokenProvider token) {
            var client =
                    new KubernetesClientBuilder().withConfig(Config.empty()).build();
            return new Session(token.getToken(), token, client, now);
        }
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    @Test
    void endsASessionThatNobodyUses() {
        var id = sessions.signIn(() -> "ann");
        later(Duration.ofMinutes(59));
        assertThat(sessions.find(id)).isPresent();
        later(Duration.ofMinutes(59));
        assertThat(sessions.find(id)).isPresent();
        later(Duration.ofMinutes(61));
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void endsASessionThatIsUsedAllTheTime() {
        var id = sessions.signIn(() -> "ann");
        for (int minutes = 0; minutes < 230; minutes += 10) {
            later(Duration.ofMinutes(10));
            assertThat(sessions.find(id)).isPresent();
        }
        later(Duration.ofMinutes(11));
        assertThat(sessions.find(id)).isEmpty();
    }

    @Test
    void keepsNoSessionForAPageThatIsOnlyOpen() {
        var id = sessions.signIn(() -> "ann");
        later(Duration.ofMinutes(40));
        assertThat(sessions.glance(id)).isPresent();
        later(Duration.ofMinutes(40));
        assertThat(sessions.glance(id)).isEmpty();
    }

    @Test
    void endsEachSessionOfOnePerson() {
        var one = sessions.signIn(() -> "ann");
        var two = sessions.signIn(() -> "ann");
        var other = sessions.signIn(() -> "eve");
        assertThat(one).isNotEqualTo(two).hasSizeGreaterThan(40);
        assertThat(sessions.count("ann")).isEqualTo(2);
        sessions.signOutEverywhere("ann");
        assertThat(sessions.find(one)).isEmpty();
        assertThat(sessions.find(two)).isEmpty();
        assertThat(sessions.find(other)).isPresent();
    }
}
