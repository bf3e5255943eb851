package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Which models to run, when, and by which orchestrator. */
@ApiType
@RecordBuilder
@ValidationRule(
        value = "[has(self.airflow), has(self.dagster), has(self.cronJob)].filter(t, t).size() == 1",
        message = "give exactly one of airflow, dagster and cronJob")
@ValidationRule(value = "!has(self.cronJob) || has(self.schedule)", message = "a cronJob needs a schedule")
@ValidationRule(
        value = "!has(self.cronJob) || self.granularity == 'Project'",
        message = "a cronJob runs the whole selection in one pod: granularity must be Project")
public record DeploymentSpec(
        @Required
        @ValidationRule(value = "self == oldSelf", message = "projectRef cannot be changed: make a new Deployment")
        @JsonPropertyDescription("The project whose models are run. Cannot be changed.")
        ObjectRef projectRef,

        @Size(max = 100)
        @JsonPropertyDescription("dbt selectors: model names, tag:daily, +top_customers. Empty: all models.")
        List<@Size(min = 1, max = 200) @Pattern("^[^-\\s][^\\s]*$") String> select,

        @Size(min = 1, max = 100)
        @JsonPropertyDescription("When to run, as a cron expression of five fields: \"0 6 * * *\". If not given, the"
                + " orchestrator runs it only when told to.")
        String schedule,

        @Default("Etc/UTC")
        @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$")
        @JsonPropertyDescription("The time zone of the schedule, by its IANA name: Europe/Berlin.")
        String timeZone,

        @Default("Project")
        @JsonPropertyDescription("Project: one pod runs the whole selection. Model: a pod for each model, which the"
                + " orchestrator can show and run again one by one; slower, as each starts dbt anew.")
        Granularity granularity,

        @JsonPropertyDescription("Makes an Airflow DAG: a ConfigMap to mount into Airflow's DAG folder.")
        Airflow airflow,

        @JsonPropertyDescription("Makes Dagster definitions: a ConfigMap to mount into a Dagster code location.")
        Dagster dagster,

        @JsonPropertyDescription("Makes a Kubernetes CronJob, which needs nothing else installed.")
        CronJob cronJob) {

    public DeploymentSpec {
        select = Api.copy(select);
        timeZone = Api.or(timeZone, "Etc/UTC");
        granularity = Api.or(granularity, Granularity.PROJECT);
    }

    /** What one pod runs. */
    public enum Granularity {
        @JsonProperty("Project")
        PROJECT,
        @JsonProperty("Model")
        MODEL
    }

    /** Airflow 2.11 and 3. */
    @ApiType
    public record Airflow() {}

    /** Dagster 1.13. */
    @ApiType
    public record Dagster() {}

    /** A Kubernetes CronJob. */
    @ApiType
    public record CronJob(
            @Default("false") @JsonPropertyDescription("Stops new runs while true; a run that goes on is left alone.")
            Boolean suspend) {

        public CronJob {
            suspend = Api.or(suspend, false);
        }
    }
}
