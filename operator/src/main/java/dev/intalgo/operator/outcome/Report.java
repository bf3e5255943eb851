package dev.intalgo.operator.outcome;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a pod says of the run that it is, or is a part of.
 *
 * @param deployment the name of the Deployment, in the pod's namespace
 * @param run what the orchestrator calls the run; null where the pod is all of it
 * @param parts how many pods the run has
 * @param part which of them this is: the same for another attempt at the same
 * @param commit what was run, in full
 * @param fullRefresh whether incremental models were built anew
 * @param startedAt an RFC 3339 time, as is {@code finishedAt}
 * @param ok whether all of it succeeded
 * @param step where it failed: git, connect, compile, build, start or end; null where it did not
 * @param message what went wrong first; null where nothing did
 * @param nodes dbt's results; empty where it failed before dbt came to any
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Report(
        String deployment,
        String run,
        int parts,
        String part,
        String commit,
        boolean fullRefresh,
        String startedAt,
        String finishedAt,
        boolean ok,
        String step,
        String message,
        List<Node> nodes) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final Pattern PART = Pattern.compile("[0-9a-f]{1,64}");
    private static final int MOST_PARTS = 20_000;
    private static final int LONGEST_RUN = 250;

    Report {
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
    }

    /** A result of dbt's, of a model, a test or another node; {@code rows} is null where the database does not tell. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Node(String name, String kind, String status, String message, Long rows) {}

    /** What makes it unfit to be kept; empty where nothing does. */
    Optional<String> problem() {
        if (deployment == null || !NAME.matcher(deployment).matches()) {
            return Optional.of("deployment is not the name of an object");
        }
        if (commit == null || !COMMIT.matcher(commit).matches()) {
            return Optional.of("commit is not the full name of a commit");
        }
        if (part == null || !PART.matcher(part).matches()) {
            return Optional.of("part is not a hash");
        }
        if (parts < 1 || parts > MOST_PARTS) {
            return Optional.of("parts is not a number from 1 to " + MOST_PARTS);
        }
        if (run != null && (run.isBlank() || run.length() > LONGEST_RUN)) {
            return Optional.of("run is longer than %d characters, or empty".formatted(LONGEST_RUN));
        }
        return time(startedAt) && time(finishedAt)
                ? Optional.empty()
                : Optional.of("startedAt and finishedAt are not RFC 3339 times in UTC");
    }

    private static boolean time(String text) {
        try {
            return text != null && Instant.parse(text) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
