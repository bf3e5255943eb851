package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.Task;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabricksJobTest {
    private static final Run RUN = Runs.of(Granularity.PROJECT);

    private static Task task(DatabricksPlan plan) {
        return DatabricksJob.settings(RUN, plan).getTasks().iterator().next();
    }

    @Test
    void isPinnedToTheCommitAndKnownByTheDeployment() {
        var settings = DatabricksJob.settings(RUN.withTags(List.of("daily")), Runs.DATABRICKS);
        assertThat(settings.getName()).isEqualTo("team/daily.shop-models");
        assertThat(settings.getGitSource().getGitCommit()).isEqualTo(Runs.COMMIT);
        assertThat(settings.getGitSource().getGitBranch()).isNull();
        assertThat(settings.getTags())
                .containsEntry("daily", "")
                .containsEntry("intalgo-project", "shop")
                .containsEntry(DatabricksJob.UID_TAG, Runs.DATABRICKS.uid());
    }

    @Test
    void isTheSameForTheSameRun() {
        assertThat(DatabricksJob.settings(RUN, Runs.DATABRICKS))
                .isEqualTo(DatabricksJob.settings(RUN, Runs.DATABRICKS))
                .isNotEqualTo(DatabricksJob.settings(RUN, Runs.DATABRICKS.withPaused(true)));
    }

    @Test
    void runsWhenTheScheduleSaysUnlessPaused() {
        var schedule = DatabricksJob.settings(RUN, Runs.DATABRICKS).getSchedule();
        assertThat(schedule.getQuartzCronExpression()).isEqualTo("0 0 6 ? * 2-6");
        assertThat(schedule.getTimezoneId()).isEqualTo("Europe/Berlin");
        assertThat(schedule.getPauseStatus()).isEqualTo(PauseStatus.UNPAUSED);
        assertThat(DatabricksJob.settings(RUN, Runs.DATABRICKS.withPaused(true))
                        .getSchedule()
                        .getPauseStatus())
                .isEqualTo(PauseStatus.PAUSED);
        assertThat(DatabricksJob.settings(RUN.withSchedule(null), Runs.DATABRICKS)
                        .getSchedule())
                .isNull();
    }

    @Test
    void runsOnServerlessComputeOrACluster() {
        var serverless = task(Runs.DATABRICKS);
        assertThat(serverless.getEnvironmentKey()).isEqualTo("dbt");
        assertThat(serverless.getLibraries()).isNull();
        var plan = Runs.DATABRICKS.withCluster(Optional.of("0102-x"));
        assertThat(task(plan).getExistingClusterId()).isEqualTo("0102-x");
        assertThat(task(plan).getLibraries())
                .singleElement()
                .extracting(library -> library.getPypi().getPackage())
                .isEqualTo("dbt-databricks>=1.8.0,<2.0.0");
        assertThat(DatabricksJob.settings(RUN, plan).getEnvironments()).isNull();
    }

    @Test
    void triesAgainAsOftenAndAsLongAsSaid() {
        var task = task(Runs.DATABRICKS);
        assertThat(task.getMaxRetries()).isEqualTo(1);
        assertThat(task.getMinRetryIntervalMillis()).isEqualTo(300_000);
        assertThat(task.getTimeoutSeconds()).isEqualTo(43_200);
    }

    @Test
    void keepsTheDescriptionShort() {
        var node =
                new Graph.Node("model.shop.m", "m", "model", "m", List.of(), List.of(), List.of(), "", "x".repeat(200));
        var nodes = Collections.nCopies(90, node);
        assertThat(DatabricksJob.settings(RUN.withGraph(new Graph(nodes, List.of())), Runs.DATABRICKS)
                        .getDescription())
                .hasSizeLessThanOrEqualTo(9_000);
    }
}
