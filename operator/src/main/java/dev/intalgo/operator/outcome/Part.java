package dev.intalgo.operator.outcome;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is kept of a pod's report.
 *
 * @param ok whether all of it succeeded
 * @param message what went wrong first; null where nothing did
 * @param built how many models, seeds and snapshots were built
 * @param passed how many tests passed
 * @param rows how many rows were written; null where the database does not tell
 * @param failed the names of what failed, at most {@value #MOST_FAILED}
 */
record Part(
        String commit,
        boolean fullRefresh,
        String startedAt,
        String finishedAt,
        boolean ok,
        String message,
        int built,
        int passed,
        Long rows,
        List<String> failed) {
    static final int MOST_FAILED = 50;

    private static final int LONGEST_MESSAGE = 1_000;
    private static final int LONGEST_NAME = 250;
    private static final Set<String> BUILT = Set.of("model", "seed", "snapshot");
    private static final Set<String> BROKEN = Set.of("error", "fail", "runtime error");
    private static final Set<String> PASSED = Set.of("pass", "warn");

    Part {
        failed = failed == null ? List.of() : List.copyOf(failed);
    }

    static Part of(Report report) {
        var rows = report.nodes().stream()
                .map(Report.Node::rows)
                .filter(count -> count != null)
                .toList();
        return new Part(
                report.commit(),
                report.fullRefresh(),
                report.startedAt(),
                report.finishedAt(),
                report.ok(),
                report.ok() ? null : message(report),
                count(report, node -> BUILT.contains(node.kind()) && "success".equals(node.status())),
                count(report, node -> PASSED.contains(node.status())),
                rows.isEmpty() ? null : rows.stream().mapToLong(Long::longValue).sum(),
                broken(report)
                        .map(node -> cut(String.valueOf(node.name()), LONGEST_NAME))
                        .distinct()
                        .limit(MOST_FAILED)
                        .toList());
    }

    private static String message(Report report) {
        var where = broken(report).findFirst().map(Report.Node::name).orElse(report.step());
        return cut(
                "%s: %s".formatted(where, report.message() == null ? "no reason was given" : report.message()),
                LONGEST_MESSAGE);
    }

    private static Stream<Report.Node> broken(Report report) {
        return report.nodes().stream().filter(node -> BROKEN.contains(node.status()));
    }

    private static int count(Report report, java.util.function.Predicate<Report.Node> which) {
        return (int) report.nodes().stream().filter(which).count();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    Instant started() {
        return Instant.parse(startedAt);
    }

    Instant finished() {
        return Instant.parse(finishedAt);
    }
}
