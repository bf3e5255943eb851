package dev.intalgo.operator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToldTest {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    static Report.Node node(String name, String kind, String status, Long rows) {
        return new Report.Node(name, kind, status, null, rows);
    }

    /** A report of a pod that ran from one minute of an hour to another. */
    static Report report(int from, int to, boolean ok, String step, String message, List<Report.Node> nodes) {
        return new Report(
                "daily",
                null,
                1,
                "a",
                COMMIT,
                false,
                "2026-01-01T06:%02d:00Z".formatted(from),
                "2026-01-01T06:%02d:00Z".formatted(to),
                ok,
                step,
                message,
                nodes);
    }

    private static Part good(int from, int to) {
        return Part.of(report(from, to, true, null, null, List.of(node("orders", "model", "success", 10L))));
    }

    @Test
    void countsWhatWasBuiltAndPassed() {
        var part = Part.of(report(
                0,
                1,
                false,
                "build",
                "Got 2 results",
                List.of(
                        node("unique_id", "test", "fail", null),
                        node("orders", "model", "success", 40L),
                        node("prices", "seed", "success", 2L),
                        node("view", "model", "success", null),
                        node("above", "model", "skipped", null),
                        node("not_null_id", "test", "pass", null),
                        node("recent", "test", "warn", null))));
        assertThat(part.built()).isEqualTo(3);
        assertThat(part.passed()).isEqualTo(2);
        assertThat(part.rows()).isEqualTo(42);
        assertThat(part.failed()).containsExactly("unique_id");
        assertThat(part.message()).isEqualTo("unique_id: Got 2 results");
    }

    @Test
    void namesTheStepWhereNoNodeFailed() {
        var part = Part.of(report(0, 1, false, "git", "no such commit", List.of()));
        assertThat(part.message()).isEqualTo("git: no such commit");
        assertThat(part.rows()).isNull();
    }

    @Test
    void keepsTheNamesOfFiftyThatFailed() {
        var nodes = IntStream.range(0, 60)
                .mapToObj(i -> node("t" + i, "test", "fail", null))
                .toList();
        assertThat(Part.of(report(0, 1, false, "build", "x".repeat(5_000), nodes))
                        .failed())
                .hasSize(50);
    }

    @Test
    void aRunTakesFromItsFirstPodToItsLast() {
        var run = Told.of("r", 2, List.of(good(5, 9), good(0, 4))).run();
        assertThat(run.startedAt()).isEqualTo("2026-01-01T06:00:00Z");
        assertThat(run.finishedAt()).isEqualTo("2026-01-01T06:09:00Z");
        assertThat(run.seconds()).isEqualTo(540);
        assertThat(run.succeeded()).isTrue();
        assertThat(run.rows()).isEqualTo(20);
    }

    @Test
    void aRunHasFailedAsSoonAsAPodHas() {
        var bad = Part.of(report(1, 2, false, "connect", "refused", List.of()));
        var run = Told.of("r", 5, List.of(good(0, 4), bad)).run();
        assertThat(run.succeeded()).isFalse();
        assertThat(run.message()).isEqualTo("connect: refused");
    }

    @Test
    void aRunThatWaitsForPodsHasNeitherSucceededNorFailed() {
        assertThat(Told.of("r", 2, List.of(good(0, 4))).run().succeeded()).isNull();
    }
}
