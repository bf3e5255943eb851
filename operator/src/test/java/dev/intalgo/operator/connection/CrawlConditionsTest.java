package dev.intalgo.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.connection.Ingestion.Progress;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrawlConditionsTest {
    private static final ConnectionStatus KNOWN = ConnectionStatus.EMPTY.withCatalog(
            new ConnectionStatus.CatalogSummary("h", 2, 5, 0, 0, 0, null, "2026-01-01T00:00:00Z"));

    @Test
    void saysWhyAPodCannotStart() {
        var crawl = of(ConnectionStatus.EMPTY);
        var why = stopped(() -> crawl.crawling(0, Progress.NONE, Optional.of("ImagePullBackOff: no such image")));
        assertThat(why.getMessage()).contains("no such image");
        assertThat(condition(crawl, "Reachable").getReason()).isEqualTo("PodNotStarted");
    }

    @Test
    void keepsThatTheDatabaseWasReachedWhileItIsReadAnew() throws NotReady {
        var first = of(KNOWN);
        first.succeeded(KNOWN);
        var next = of(KNOWN.withConditions(first.conditions().list()));
        next.crawling(0, Progress.NONE, Optional.empty());
        assertThat(condition(next, "Reachable").getStatus()).isEqualTo("True");
        assertThat(condition(next, "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(next, "Ingested").getStatus()).isEqualTo("Unknown");
    }

    @Test
    void servesTheLastCatalogWhileTheDatabaseIsAway() throws NotReady {
        var crawl = of(KNOWN);
        crawl.failed(failed("ConnectionFailed", Progress.NONE));
        assertThat(condition(crawl, "Reachable").getReason()).isEqualTo("ConnectionFailed");
        assertThat(condition(crawl, "Ready").getReason()).isEqualTo("CatalogOutdated");
    }

    @Test
    void tellsACrawlThatFailedFromADatabaseThatWasNotReached() {
        var crawl = of(ConnectionStatus.EMPTY);
        stopped(() -> crawl.failed(failed("IngestionFailed", new Progress(true, 3))));
        assertThat(condition(crawl, "Reachable").getStatus()).isEqualTo("True");
    }

    @Test
    void tellsOfADatabaseThatWasOnlyConnectedTo() {
        var conditions = new Conditions(List.of(), 1L, Clock.systemUTC());
        var probe = new CrawlConditions(conditions, ConnectionStatus.EMPTY, true);
        var connecting = stopped(() -> probe.crawling(0, Progress.NONE, Optional.empty()));
        assertThat(connecting.reason()).isEqualTo("Connecting");
        assertThat(stopped(probe::probed).reason()).isEqualTo("Suspended");
        assertThat(condition(probe, "Reachable").getStatus()).isEqualTo("True");
    }

    @Test
    void tellsAFewOfManyWarnings() {
        var crawl = of(KNOWN);
        crawl.succeeded(KNOWN.withWarnings(List.of("a: x", "b: x", "c: x", "d: x", "e: x", "f: x")));
        assertThat(condition(crawl, "Ready").getMessage())
                .contains("2 tables", "e: x; …")
                .doesNotContain("f: x");
    }

    private static CrawlConditions of(ConnectionStatus before) {
        return new CrawlConditions(new Conditions(before.conditions(), 1L, Clock.systemUTC()), before, false);
    }

    private static Ingestion.Failed failed(String reason, Progress progress) {
        var attempt = new Attempt("a", "t", 0, progress, JsonNodeFactory.instance.objectNode(), null);
        return new Ingestion.Failed(attempt, reason, "no", Duration.ofSeconds(10));
    }

    private interface Step {
        void run() throws NotReady;
    }

    private static NotReady stopped(Step step) {
        return catchThrowableOfType(NotReady.class, step::run);
    }

    private static Condition condition(CrawlConditions crawl, String type) {
        return crawl.conditions().list().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
