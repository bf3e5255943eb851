package dev.intalgo.operator.target;

import com.databricks.sdk.service.compute.Environment;
import com.databricks.sdk.service.compute.Library;
import com.databricks.sdk.service.compute.PythonPyPiLibrary;
import com.databricks.sdk.service.jobs.CronSchedule;
import com.databricks.sdk.service.jobs.DbtTask;
import com.databricks.sdk.service.jobs.GitSource;
import com.databricks.sdk.service.jobs.JobEmailNotifications;
import com.databricks.sdk.service.jobs.JobEnvironment;
import com.databricks.sdk.service.jobs.JobRunAs;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.PauseStatus;
import com.databricks.sdk.service.jobs.Source;
import com.databricks.sdk.service.jobs.Task;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run as a Databricks job: one dbt task, of a commit, with a SQL warehouse. */
public final class DatabricksJob {
    /** The tag that holds the uid of the Deployment. */
    public static final String UID_TAG = "intalgo-deployment";

    private static final String TASK = "dbt_build";
    private static final String ENVIRONMENT = "dbt";
    /** In characters, of at most three bytes each: Databricks takes 27,700 bytes. */
    private static final int LONGEST_DESCRIPTION = 9_000;

    private DatabricksJob() {}

    /** What the job is called. */
    public static String name(Run run) {
        return run.namespace() + "/" + run.name();
    }

    /** The job's settings. Equal runs and plans give equal settings. */
    public static JobSettings settings(Run run, DatabricksPlan plan) {
        JobSettings settings = new JobSettings()
                .setName(name(run))
                .setDescription(description(run))
                .setTags(tags(run, plan))
                .setGitSource(new GitSource()
                        .setGitUrl(plan.gitUrl())
                        .setGitProvider(plan.gitProvider())
                        .setGitCommit(run.commit()))
                .setMaxConcurrentRuns((long) plan.maxConcurrentRuns())
                .setTasks(List.of(task(run, plan)));
        if (plan.cluster().isEmpty()) {
            settings.setEnvironments(List.of(new JobEnvironment()
                    .setEnvironmentKey(ENVIRONMENT)
                    .setSpec(new Environment()
                            .setEnvironmentVersion(plan.environmentVersion())
                            .setDependencies(List.of(requirement(plan))))));
        }
        if (run.schedule() != null) {
            settings.setSchedule(new CronSchedule()
                    .setQuartzCronExpression(Quartz.of(run.schedule()))
                    .setTimezoneId(run.timeZone())
                    .setPauseStatus(plan.paused() ? PauseStatus.PAUSED : PauseStatus.UNPAUSED));
        }
        if (!plan.notifyOnFailure().isEmpty()) {
            settings.setEmailNotifications(new JobEmailNotifications().setOnFailure(plan.notifyOnFailure()));
        }
        plan.servicePrincipal().ifPresent(id -> settings.setRunAs(new JobRunAs().setServicePrincipalName(id)));
        return settings;
    }

    private static Task task(Run run, DatabricksPlan plan) {
        DbtTask dbt = new DbtTask()
                .setSource(Source.GIT)
                .setCommands(DbtCommands.of(run))
                .setWarehouseId(plan.warehouse());
        plan.directory().ifPresent(dbt::setProjectDirectory);
        plan.catalog().ifPresent(dbt::setCatalog);
        plan.schema().ifPresent(dbt::setSchema);
        Task task = new Task()
                .setTaskKey(TASK)
                .setDbtTask(dbt)
                .setMaxRetries((long) run.retry().retries())
                .setMinRetryIntervalMillis(run.retry().delay().toMillis())
                .setRetryOnTimeout(false)
                .setTimeoutSeconds(run.retry().timeout().toSeconds());
        return plan.cluster()
                .map(id -> task.setExistingClusterId(id)
                        .setLibraries(
                                List.of(new Library().setPypi(new PythonPyPiLibrary().setPackage(requirement(plan))))))
                .orElseGet(() -> task.setEnvironmentKey(ENVIRONMENT));
    }

    private static String requirement(DatabricksPlan plan) {
        return "dbt-databricks" + plan.dbtDatabricks();
    }

    private static String description(Run run) {
        String owner = run.owner().isEmpty() ? "" : "Owner: " + run.owner() + "\n\n";
        String text = owner + Markdown.of(run);
        return text.length() <= LONGEST_DESCRIPTION ? text : text.substring(0, LONGEST_DESCRIPTION - 1) + "…";
    }

    private static Map<String, String> tags(Run run, DatabricksPlan plan) {
        Map<String, String> tags = new TreeMap<>();
        run.tags().forEach(tag -> tags.put(tag, ""));
        tags.put("intalgo-project", run.project());
        tags.put(UID_TAG, plan.uid());
        return tags;
    }
}
