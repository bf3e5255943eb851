package dev.intalgo.operator.deployment;

import com.databricks.sdk.service.jobs.BaseRun;
import com.databricks.sdk.service.jobs.GitSource;
import com.databricks.sdk.service.jobs.RunLifeCycleState;
import com.databricks.sdk.service.jobs.RunResultState;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.DeploymentStatusRunBuilder;
import dev.intalgo.operator.databricks.RunResults;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a workspace tells of a job's runs. */
final class RemoteRuns {
    private static final int MOST_COMMITS = 20;
    private static final int LONGEST_MESSAGE = 1_000;

    private final List<BaseRun> runs;

    /** @param runs newest first */
    RemoteRuns(List<BaseRun> runs) {
        this.runs = runs.stream()
                // It was due while as many went on as may, and never began.
                .filter(run -> run.getState() != null && state(run) != RunLifeCycleState.SKIPPED)
                .toList();
    }

    /** When the newest run began that still goes on; empty if none does. */
    Optional<Instant> since() {
        return runs.stream().filter(run -> !done(run)).findFirst().map(run -> Instant.ofEpochMilli(run.getStartTime()));
    }

    /** When the newest run began; empty if there was none. */
    Optional<Instant> newest() {
        return runs.stream().findFirst().map(run -> Instant.ofEpochMilli(run.getStartTime()));
    }

    /**
     * The status with what is new.
     *
     * @param results what dbt did in a run; it is asked for once for each run that is last
     */
    DeploymentStatus told(DeploymentStatus before, Function<BaseRun, Optional<RunResults>> results) {
        var next = before;
        var last = runs.stream().filter(RemoteRuns::done).findFirst();
        if (last.isPresent()) {
            next = next.withLastRun(
                    known(before, last.get()).orElseGet(() -> with(run(last.get()), results.apply(last.get()))));
        }
        var success = runs.stream().filter(RemoteRuns::succeeded).findFirst();
        if (success.isEmpty()) {
            return next;
        }
        return withSuccess(next, known(next, success.get()).orElseGet(() -> run(success.get())));
    }

    /** A run as it was told of; one that somebody had repaired ended anew. */
    private static Optional<DeploymentStatus.Run> known(DeploymentStatus status, BaseRun run) {
        var now = run(run);
        return Stream.of(status.lastRun(), status.lastSuccess())
                .filter(known -> known != null
                        && now.id().equals(known.id())
                        && Objects.equals(known.finishedAt(), now.finishedAt()))
                .findFirst();
    }

    private static DeploymentStatus.Run with(DeploymentStatus.Run run, Optional<RunResults> results) {
        if (results.isEmpty()) {
            return run;
        }
        var done = results.get();
        return run.withBuilt(done.built())
                .withPassed(done.passed())
                .withFailed(done.failed())
                .withMessage(
                        run.message() == null || done.message().isEmpty()
                                ? run.message()
                                : shortened(done.message() + " " + run.message()));
    }

    /** Whether the last run that succeeded built all anew. */
    boolean refreshed() {
        return runs.stream()
                .filter(RemoteRuns::succeeded)
                .findFirst()
                .map(BaseRun::getTasks)
                .filter(tasks -> tasks.stream()
                        .filter(task -> task.getDbtTask() != null)
                        .flatMap(task -> task.getDbtTask().getCommands().stream())
                        .anyMatch(command -> command.endsWith(" --full-refresh")))
                .isPresent();
    }

    private static DeploymentStatus withSuccess(DeploymentStatus before, DeploymentStatus.Run success) {
        var commits = new ArrayList<>(before.succeeded());
        if (success.commit() != null) {
            commits.remove(success.commit());
            commits.addFirst(success.commit());
        }
        return before.withLastSuccess(success)
                .withSucceeded(commits.subList(0, Math.min(commits.size(), MOST_COMMITS)));
    }

    private static DeploymentStatus.Run run(BaseRun run) {
        var started = run.getStartTime();
        var finished =
                Optional.ofNullable(run.getEndTime()).filter(at -> at > 0).orElse(started);
        return DeploymentStatusRunBuilder.builder()
                .id(String.valueOf(run.getRunId()))
                .commit(Optional.ofNullable(run.getGitSource())
                        .map(GitSource::getGitCommit)
                        .orElse(null))
                .startedAt(Instant.ofEpochMilli(started).toString())
                .finishedAt(Instant.ofEpochMilli(finished).toString())
                .seconds((finished - started) / 1000.0)
                .succeeded(succeeded(run))
                .message(message(run))
                .build();
    }

    private static String message(BaseRun run) {
        if (succeeded(run)) {
            return null;
        }
        var said = Stream.of(
                        String.valueOf(run.getState().getResultState()),
                        Optional.ofNullable(run.getState().getStateMessage()).orElse(""),
                        Optional.ofNullable(run.getRunPageUrl()).orElse(""))
                .filter(part -> !part.isBlank())
                .reduce((a, b) -> a + ": " + b)
                .orElse("");
        return shortened(said);
    }

    private static String shortened(String said) {
        return said.length() <= LONGEST_MESSAGE ? said : said.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private static RunLifeCycleState state(BaseRun run) {
        return run.getState().getLifeCycleState();
    }

    private static boolean done(BaseRun run) {
        return state(run) == RunLifeCycleState.TERMINATED || state(run) == RunLifeCycleState.INTERNAL_ERROR;
    }

    private static boolean succeeded(BaseRun run) {
        return done(run) && run.getState().getResultState() == RunResultState.SUCCESS;
    }
}
