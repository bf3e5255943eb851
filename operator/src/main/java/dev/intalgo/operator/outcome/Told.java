package dev.intalgo.operator.outcome;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a run.
 *
 * @param run as the status has it; {@code succeeded} is null where parts of it are awaited
 * @param fullRefresh whether incremental models were built anew
 */
record Told(DeploymentStatus.Run run, boolean fullRefresh) {
    /** The one that was heard of last comes last. */
    static final Comparator<Told> OLDEST_FIRST = Comparator.comparing(told -> heard(told.run()));

    /**
     * A run from what its pods said.
     *
     * @param parts how many pods it has
     * @param known what those said that have reported: at least one
     */
    static Told of(String id, int parts, Collection<Part> known) {
        var ordered =
                known.stream().sorted(Comparator.comparing(Part::finished)).toList();
        var last = ordered.getLast();
        var start =
                known.stream().map(Part::started).min(Comparator.naturalOrder()).orElseThrow();
        var rows = known.stream().map(Part::rows).filter(Objects::nonNull).toList();
        var ok = known.stream().allMatch(Part::ok);
        var run = DeploymentStatusRunBuilder.builder()
                .id(id)
                .commit(last.commit())
                .startedAt(start.toString())
                .finishedAt(last.finishedAt())
                .seconds(Duration.between(start, last.finished()).toMillis() / 1_000d)
                .succeeded(!ok ? Boolean.FALSE : known.size() >= parts ? Boolean.TRUE : null)
                .built(known.stream().mapToInt(Part::built).sum())
                .passed(known.stream().mapToInt(Part::passed).sum())
                .rows(
                        rows.isEmpty()
                                ? null
                                : rows.stream().mapToLong(Long::longValue).sum())
                .failed(failed(ordered))
                .message(ordered.stream()
                        .map(Part::message)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null))
                .build();
        return new Told(run, known.stream().allMatch(Part::fullRefresh));
    }

    private static List<String> failed(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part.failed().stream())
                .distinct()
                .limit(Part.MOST_FAILED)
                .toList();
    }

    /** When it was last heard of: its end, or where that is not known its start. */
    static Instant heard(DeploymentStatus.Run run) {
        return Instant.parse(run.finishedAt() != null ? run.finishedAt() : run.startedAt());
    }

    boolean succeeded() {
        return Boolean.TRUE.equals(run.succeeded());
    }
}
