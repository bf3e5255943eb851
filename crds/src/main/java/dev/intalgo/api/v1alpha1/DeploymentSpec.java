package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/** Which models to run, when, and by which orchestrator. */
@ApiType
@RecordBuilder
@ValidationRule(
        value = "[has(self.airflow), has(self.dagster), has(self.databricks), has(self.cronJob),"
                + " has(self.argoWorkflow), has(self.prefect), has(self.kestra), has(self.githubActions),"
                + " has(self.gitlabCi), has(self.dbtCloud), has(self.bundle)].filter(t, t).size() == 1",
        message = "give exactly one of airflow, dagster, databricks, cronJob, argoWorkflow, prefect, kestra,"
                + " githubActions, gitlabCi, dbtCloud and bundle")
@ValidationRule(value = "!has(self.cronJob) || has(self.schedule)", message = "a cronJob needs a schedule")
@ValidationRule(value = "!has(self.cronJob) || !has(self.files)", message = "a cronJob has no files")
@ValidationRule(
        value = "!has(self.schedule) || !has(self.airflow) || !has(self.airflow.assets)",
        message = "give either a schedule or airflow.assets")
@ValidationRule(
        value = "has(self.schedule) || !has(self.airflow) || !self.airflow.catchup",
        message = "airflow.catchup needs a schedule")
@ValidationRule(
        value = "self.granularity == 'Project' || has(self.airflow) || has(self.dagster) || has(self.argoWorkflow)",
        message = "only airflow, dagster and argoWorkflow run each model by itself: granularity must be Project")
@ValidationRule(
        value = "!has(self.state) || !has(self.databricks)",
        message = "databricks has nothing of another commit to compare with: take state away")
@ValidationRule(
        value = "!has(self.state) || !has(self.dagster) || self.dagster.flavour != 'Image'",
        message = "dagster.flavour Image has no state: take flavour Pods")
@ValidationRule(
        value = "!has(self.selector) || !has(self.select) && !has(self.exclude)",
        message = "give either a selector, or select and exclude")
@ValidationRule(
        value = "!has(oldSelf.databricks) || has(self.databricks)",
        message = "a Deployment on Databricks stays there: delete it, which deletes its job, and make a new one")
public record DeploymentSpec(
        @Required
        @ValidationRule(value = "self == oldSelf", message = "projectRef cannot be changed: make a new Deployment")
        @JsonPropertyDescription("The project whose models are run. Cannot be changed.")
        ObjectRef projectRef,

        @Size(max = 100)
        @JsonPropertyDescription(
                "dbt selectors: model names, tag:daily, +top_customers, state:modified+. Empty: all" + " models.")
        List<@Size(min = 1, max = 200) @Pattern("^[^-\\s][^\\s]*$") String> select,

        @Size(max = 100) @JsonPropertyDescription("dbt selectors of what not to run, of what select chooses.")
        List<@Size(min = 1, max = 200) @Pattern("^[^-\\s][^\\s]*$") String> exclude,

        @Size(min = 1, max = 200)
        @Pattern("^[^-\\s][^\\s]*$")
        @JsonPropertyDescription(
                "The name of a selector in the project's selectors.yml, instead of select and exclude.")
        String selector,

        @JsonPropertyDescription("What selectors of the method state compare with, such as state:modified+.")
        State state,

        @Size(max = 50)
        @JsonPropertyDescription(
                "dbt's variables, over those in dbt_project.yml: each a string, a whole number, or true"
                        + " or false. Not for secrets: they stand in pods' arguments.")
        Map<String, JsonNode> variables,

        @Min(1)
        @Max(64)
        @JsonPropertyDescription("How many models dbt builds at a time. The Connection's own number if not given.")
        Integer threads,

        @Default("{}") @JsonPropertyDescription("Which commit is run.")
        Commits commits,

        @JsonPropertyDescription("Where the models are built, if not where the project builds them: another database,"
                + " another schema.")
        Environment environment,

        @Size(min = 1, max = 100)
        @JsonPropertyDescription("When to run, as a cron expression of five fields: \"0 6 * * *\". If not given, the"
                + " orchestrator runs it only when told to.")
        String schedule,

        @Default("Etc/UTC")
        @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$")
        @JsonPropertyDescription("The time zone of the schedule, by its IANA name: Europe/Berlin.")
        String timeZone,

        @Default("1h")
        @Size(max = 10)
        @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
                "How long after a time of the schedule a run may have succeeded before the Deployment is"
                        + " Late: 30m, 2h.")
        String lateAfter,

        @Default("Project")
        @JsonPropertyDescription("Project: one pod runs the whole selection. Model: a pod for each model, which the"
                + " orchestrator can show and run again one by one; slower, as each starts dbt anew.")
        Granularity granularity,

        @Default("{}") @JsonPropertyDescription("What happens when a run fails or takes too long.")
        Attempts attempts,

        @Size(min = 1, max = 100)
        @Pattern("^[^<>\\n\\r]*\\S[^<>\\n\\r]*$")
        @JsonPropertyDescription("Who is asked about it: shown as its owner where the orchestrator has owners.")
        String owner,

        @Size(max = 20) @JsonPropertyDescription("Tags in the orchestrator, beside those of the models.")
        List<@Size(min = 1, max = 63) @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_.:/]*$") String> tags,

        @JsonPropertyDescription(
                "Puts the files into the project's repository too, for orchestrators that load them from" + " Git.")
        Files files,

        @JsonPropertyDescription("Makes an Airflow DAG, for Airflow 2.11 and 3.")
        Orchestrators.Airflow airflow,

        @JsonPropertyDescription("Makes Dagster definitions: a code location.")
        Orchestrators.Dagster dagster,

        @JsonPropertyDescription("Makes a Databricks job, or a bundle with one.")
        Orchestrators.Databricks databricks,

        @JsonPropertyDescription("Makes a Kubernetes CronJob, which needs nothing else installed.")
        Orchestrators.CronJob cronJob,

        @JsonPropertyDescription("Makes an Argo CronWorkflow or WorkflowTemplate.")
        Orchestrators.ArgoWorkflow argoWorkflow,

        @JsonPropertyDescription("Makes a Prefect flow and its deployment.")
        Orchestrators.Prefect prefect,

        @JsonPropertyDescription("Makes a Kestra flow.") Orchestrators.Kestra kestra,

        @JsonPropertyDescription("Makes a workflow for GitHub Actions.")
        Orchestrators.GithubActions githubActions,

        @JsonPropertyDescription("Makes a pipeline for GitLab CI.")
        Orchestrators.GitlabCi gitlabCi,

        @JsonPropertyDescription("Makes the definition of a dbt Cloud job.")
        Orchestrators.DbtCloud dbtCloud,

        @JsonPropertyDescription(
                "Makes what any other platform needs to run the project: image, commit, commands, names"
                        + " of environment variables, and the graph.")
        Orchestrators.Bundle bundle) {

    public DeploymentSpec {
        select = Api.copy(select);
        exclude = Api.copy(exclude);
        variables = Api.copy(variables);
        commits = Api.or(commits, new Commits(Policy.LATEST, null, null));
        timeZone = Api.or(timeZone, "Etc/UTC");
        lateAfter = Api.or(lateAfter, "1h");
        granularity = Api.or(granularity, Granularity.PROJECT);
        attempts = Api.or(attempts, DeploymentSpecAttemptsBuilder.builder().build());
        tags = Api.copy(tags);
    }

    /** The time after which it is late, as a value. */
    public java.time.Duration lateAfterDuration() {
        return Durations.parse(lateAfter);
    }

    /** What one pod runs. */
    public enum Granularity {
        @JsonProperty("Project")
        PROJECT,
        @JsonProperty("Model")
        MODEL
    }

    /** What the method state of selectors compares with. */
    @ApiType
    @ValidationRule(
            value = "has(self.commit) != has(self.deploymentRef)",
            message = "give either a commit or a deploymentRef")
    public record State(
            @Pattern("^[0-9a-f]{40}([0-9a-f]{24})?$") @JsonPropertyDescription("A commit, in full.")
            String commit,

            @JsonPropertyDescription(
                    "Another Deployment of the project: the commit that it ran last with success; this one"
                            + " itself may be named too. Where it never did, all is new.")
            ObjectRef deploymentRef,

            @Default("false")
            @JsonPropertyDescription(
                    "Reads models that are not run from the other Deployment's schema, by dbt's --defer.")
            Boolean defer) {

        public State {
            defer = Api.or(defer, false);
        }
    }

    /** Which commit is run. */
    @ApiType
    @RecordBuilder
    @ValidationRule(value = "self.policy != 'Pinned' || has(self.commit)", message = "policy Pinned needs a commit")
    public record Commits(
            @Default("Latest")
            @JsonPropertyDescription(
                    "Latest: the newest commit whose models are built. Approved: the one in commit, and"
                            + " status.candidate says which waits to be written there. Pinned: the one in commit.")
            Policy policy,

            @Pattern("^[0-9a-f]{40}([0-9a-f]{24})?$")
            @JsonPropertyDescription(
                    "Exactly this commit, in full, whatever the policy: to approve it, to pin it, or to"
                            + " roll back. Take it away to go on by the policy.")
            String commit,

            @JsonPropertyDescription("Another Deployment of the project, such as that of a development database: only"
                    + " commits that it ran with success come here.")
            ObjectRef from) {

        public Commits {
            policy = Api.or(policy, Policy.LATEST);
        }
    }

    /** When to move to another commit. */
    public enum Policy {
        @JsonProperty("Latest")
        LATEST,
        @JsonProperty("Approved")
        APPROVED,
        @JsonProperty("Pinned")
        PINNED
    }

    /** Where models are built. */
    @ApiType
    @RecordBuilder
    public record Environment(
            @Default("prod")
            @Size(min = 1, max = 63)
            @Pattern("^[a-z][a-z0-9_]*$")
            @JsonPropertyDescription("Its name: what target.name is in dbt.")
            String name,

            @JsonPropertyDescription(
                    "The Connection to the database. It must have the tables that the models read, under"
                            + " the same names. The project's own if not given.")
            ObjectRef connectionRef,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
            @JsonPropertyDescription(
                    "The schema. That of the project if not given, or of the Connection where that is" + " another.")
            String schema) {

        public Environment {
            name = Api.or(name, "prod");
        }
    }

    /** What happens when a run fails or takes too long. */
    @ApiType
    @RecordBuilder
    public record Attempts(
            @Default("1") @Min(0) @Max(10) @JsonPropertyDescription("How often a run that failed is tried again.")
            Integer retries,

            @Default("5m")
            @Size(max = 10)
            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription("How long to wait before that, where the orchestrator can: 30s, 5m.")
            String retryDelay,

            @Default("12h")
            @Size(max = 10)
            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription("How long one attempt may take: 30m, 2h.")
            String timeout) {

        public Attempts {
            retries = Api.or(retries, 1);
            retryDelay = Api.or(retryDelay, "5m");
            timeout = Api.or(timeout, "12h");
        }

        /** The wait as a value. */
        public java.time.Duration retryDelayDuration() {
            return Durations.parse(retryDelay);
        }

        /** The timeout as a value. */
        public java.time.Duration timeoutDuration() {
            return Durations.parse(timeout);
        }
    }

    /** Files in the project's repository. */
    @ApiType
    @RecordBuilder
    public record Files(
            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_.][-A-Za-z0-9_.]*(/[A-Za-z0-9_.][-A-Za-z0-9_.]*)*$")
            @JsonPropertyDescription(
                    "The folder, from the repository's root: dags/shop. Where the orchestrator wants it,"
                            + " such as .github/workflows, if not given; else deployments/NAME.")
            String path) {}
}
