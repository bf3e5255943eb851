package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.soabase.recordbuilder.core.RecordBuilder;

/** What a Deployment says of the orchestrator that runs it. */
public final class Orchestrators {
    private Orchestrators() {}

    /** Airflow 2.11 and 3. */
    @ApiType
    public record Airflow() {}

    /** Dagster 1.13. */
    @ApiType
    public record Dagster() {}

    /** Databricks. */
    @ApiType
    public record Databricks() {}

    /** A Kubernetes CronJob. */
    @ApiType
    @RecordBuilder
    public record CronJob(
            @Default("false") @JsonPropertyDescription("Stops new runs while true; a run that goes on is left alone.")
            Boolean suspend,

            @Default("Forbid")
            @JsonPropertyDescription("What happens when it is time while a run goes on. Forbid: nothing. Replace: it is"
                    + " ended, and a new one starts. Allow: both go on.")
            Concurrency concurrency,

            @Default("3") @Min(0) @Max(100) @JsonPropertyDescription("How many Jobs that succeeded are kept.")
            Integer succeededKept,

            @Default("3") @Min(0) @Max(100) @JsonPropertyDescription("How many Jobs that failed are kept.")
            Integer failedKept) {

        public CronJob {
            suspend = Api.or(suspend, false);
            concurrency = Api.or(concurrency, Concurrency.FORBID);
            succeededKept = Api.or(succeededKept, 3);
            failedKept = Api.or(failedKept, 3);
        }
    }

    /** What happens to a run when the next is due. */
    public enum Concurrency {
        @JsonProperty("Forbid")
        FORBID,
        @JsonProperty("Replace")
        REPLACE,
        @JsonProperty("Allow")
        ALLOW
    }

    /** Argo Workflows. */
    @ApiType
    public record ArgoWorkflow() {}

    /** Prefect 3. */
    @ApiType
    public record Prefect() {}

    /** Kestra. */
    @ApiType
    public record Kestra() {}

    /** GitHub Actions. */
    @ApiType
    public record GithubActions() {}

    /** GitLab CI. */
    @ApiType
    public record GitlabCi() {}

    /** dbt Cloud. */
    @ApiType
    public record DbtCloud() {}

    /** Any other platform. */
    @ApiType
    public record Bundle() {}
}
