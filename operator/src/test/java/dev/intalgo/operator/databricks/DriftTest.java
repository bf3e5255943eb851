package dev.intalgo.operator.databricks;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.service.jobs.CronSchedule;
import com.databricks.sdk.service.jobs.DbtTask;
import com.databricks.sdk.service.jobs.Format;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.RunIf;
import com.databricks.sdk.service.jobs.Task;
import com.databricks.sdk.service.jobs.WebhookNotifications;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static JobSettings written() {
        return new JobSettings()
                .setName("team/daily")
                .setTags(Map.of("team", "data"))
                .setTasks(List.of(task("dbt build")));
    }

    private static Task task(String command) {
        return new Task().setTaskKey("dbt").setMaxRetries(0L).setDbtTask(new DbtTask().setCommands(List.of(command)));
    }

    @Test
    void isNotWhatTheWorkspaceFillsInOrLeavesOut() {
        var actual = written()
                .setFormat(Format.MULTI_TASK)
                .setTimeoutSeconds(0L)
                .setWebhookNotifications(new WebhookNotifications())
                .setTags(Map.of("team", "data", "cost", "7"))
                .setTasks(List.of(task("dbt build").setMaxRetries(null).setRunIf(RunIf.ALL_SUCCESS)));
        assertThat(Drift.fields(written(), actual)).isEmpty();
    }

    @Test
    void namesTheFieldsThatDiffer() {
        var actual = written().setName("mine").setTasks(List.of(task("dbt run")));
        assertThat(Drift.fields(written(), actual)).containsExactly("name", "tasks[0].dbt_task.commands[0]");
    }

    @Test
    void isAScheduleOrATaskThatSomebodyAdded() {
        var actual = written()
                .setSchedule(new CronSchedule().setPauseStatus(PauseStatus.UNPAUSED))
                .setTasks(List.of(task("dbt build"), task("dbt docs generate")));
        assertThat(Drift.fields(written(), actual)).containsExactly("tasks", "schedule");
    }
}
