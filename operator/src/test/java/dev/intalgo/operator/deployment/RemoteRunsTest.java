package dev.intalgo.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.databricks.sdk.service.jobs.BaseRun;
import com.databricks.sdk.service.jobs.GitSource;
import com.databricks.sdk.service.jobs.RunLifeCycleState;
import com.databricks.sdk.service.jobs.RunResultState;
import com.databricks.sdk.service.jobs.RunState;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.databricks.RunResults;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemoteRunsTest {
    private static BaseRun run(long id, String commit, RunLifeCycleState state, RunResultState result) {
        return new BaseRun()
                .setRunId(id)
                .setStartTime(id * 1_000)
                .setEndTime(result == null ? 0 : id * 1_000 + 1_500)
                .setGitSource(new GitSource().setGitCommit(commit))
                .setState(new RunState()
                        .setLifeCycleState(state)
                        .setResultState(result)
                        .setStateMessage("said"));
    }

    private static final BaseRun GOING = run(9, "c", RunLifeCycleState.RUNNING, null);
    private static final BaseRun FAILED = run(8, "b", RunLifeCycleState.INTERNAL_ERROR, RunResultState.FAILED);
    private static final BaseRun GOOD = run(7, "a", RunLifeCycleState.TERMINATED, RunResultState.SUCCESS);
    private static final BaseRun SKIPPED =
            run(6, "a", RunLifeCycleState.SKIPPED, RunResultState.MAXIMUM_CONCURRENT_RUNS_REACHED);

    @Test
    void tellsOfTheLastRunAndTheLastThatSucceeded() {
        var status = new RemoteRuns(List.of(GOING, FAILED, GOOD)).told(DeploymentStatus.EMPTY, run -> Optional.empty());
        assertThat(status.lastRun().id()).isEqualTo("8");
        assertThat(status.lastRun().succeeded()).isFalse();
        assertThat(status.lastRun().message()).contains("FAILED", "said");
        assertThat(status.lastSuccess().id()).isEqualTo("7");
        assertThat(status.lastSuccess().seconds()).isEqualTo(1.5);
        assertThat(status.lastSuccess().finishedAt()).isEqualTo("1970-01-01T00:00:08.500Z");
        assertThat(status.succeeded()).containsExactly("a");
    }

    @Test
    void asksOnceWhatDbtDidInARun() {
        var results = new RunResults(3, 2, List.of("totals"), "totals: division by zero");
        var runs = new RemoteRuns(List.of(FAILED, GOOD));
        var status = runs.told(DeploymentStatus.EMPTY, run -> Optional.of(results));
        assertThat(status.lastRun().failed()).containsExactly("totals");
        assertThat(status.lastRun().built()).isEqualTo(3);
        assertThat(status.lastRun().passed()).isEqualTo(2);
        assertThat(status.lastRun().message()).startsWith("totals: division by zero FAILED: said");
        assertThat(runs.told(status, run -> fail("it was asked again"))).isEqualTo(status);
    }

    @Test
    void keepsWhatItKnewWhereTheWorkspaceForgot() {
        var known = new RemoteRuns(List.of(GOOD)).told(DeploymentStatus.EMPTY, run -> Optional.empty());
        assertThat(new RemoteRuns(List.of()).told(known, run -> Optional.empty()))
                .isEqualTo(known);
        assertThat(new RemoteRuns(List.of(GOOD)).told(known, run -> Optional.empty()))
                .isEqualTo(known);
    }

    @Test
    void doesNotCountWhatNeverBegan() {
        var runs = new RemoteRuns(List.of(SKIPPED));
        assertThat(runs.told(DeploymentStatus.EMPTY, run -> Optional.empty())).isEqualTo(DeploymentStatus.EMPTY);
        assertThat(runs.newest()).isEmpty();
    }

    @Test
    void knowsSinceWhenOneGoesOn() {
        assertThat(new RemoteRuns(List.of(GOING, GOOD)).since()).contains(Instant.ofEpochMilli(9_000));
        assertThat(new RemoteRuns(List.of(GOOD)).since()).isEmpty();
    }
}
