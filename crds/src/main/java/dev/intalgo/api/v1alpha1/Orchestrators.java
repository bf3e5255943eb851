package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What a Deployment says of the orchestrator that runs it. */
public final class Orchestrators {
    /** A function in a module. */
    private static final String PYTHON_NAME = "^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)+$";

    private Orchestrators() {}

    /** Airflow 2.11 and 3. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "!self.catchup || has(self.startDate)",
            message = "catchup needs a startDate, which says from when")
    public record Airflow(
            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_][A-Za-z0-9_.-]*$")
            @JsonPropertyDescription("The DAG's id, which no other DAG of the Airflow has. NAMESPACE__NAME of the"
                    + " Deployment if not given.")
            String dagId,

            @JsonPropertyDescription("Runs it when these assets were updated, instead of by a schedule.")
            Assets assets,

            @Size(min = 1, max = 200)
            @Pattern("^\\S.*$")
            @JsonPropertyDescription("The pool whose slots the tasks take. It must be there in Airflow.")
            String pool,

            @Min(1)
            @Max(1_000_000)
            @JsonPropertyDescription("The tasks' priority_weight: more goes first. Airflow's default if not given.")
            Integer priority,

            @Size(min = 1, max = 200)
            @Pattern("^\\S.*$")
            @JsonPropertyDescription("The queue of the workers, where Airflow's executor has queues.")
            String queue,

            @Default("1") @Min(1) @Max(1000) @JsonPropertyDescription("How many runs may go on at a time.")
            Integer maxActiveRuns,

            @Min(1)
            @Max(1000)
            @JsonPropertyDescription(
                    "How many tasks of the DAG, each a pod, may go on at a time. Airflow's default if" + " not given.")
            Integer maxActiveTasks,

            @ValidationRule(
                    value = "timestamp(self + 'T00:00:00Z') > timestamp('1970-01-01T00:00:00Z')",
                    message = "startDate is a date, such as 2026-01-31")
            @Size(max = 10)
            @Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
            @JsonPropertyDescription("The day from which on the schedule counts: 2026-01-31.")
            String startDate,

            @Default("false")
            @JsonPropertyDescription("Runs once for each time of the schedule since startDate that was missed.")
            Boolean catchup,

            @Default("false") @JsonPropertyDescription("Whether the DAG is paused when Airflow sees it first.")
            Boolean paused,

            @Size(max = 10)
            @JsonPropertyDescription("Python functions that Airflow calls, with its context, when a run failed. Each"
                    + " must be importable in Airflow: team.alerts.tell.")
            List<@Size(min = 3, max = 200) @Pattern(PYTHON_NAME) String> onFailure,

            @Size(max = 10)
            @JsonPropertyDescription("Python functions that Airflow calls, with its context, when a run succeeded.")
            List<@Size(min = 3, max = 200) @Pattern(PYTHON_NAME) String> onSuccess,

            @JsonPropertyDescription("Tells when a run is not done in time: an SLA in Airflow 2, a deadline alert in"
                    + " Airflow 3.1 and later. Airflow 3.0 has neither.")
            Deadline deadline,

            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_.-]+$")
            @JsonPropertyDescription("The Airflow connection to the cluster. kubernetes_default if not given.")
            String kubernetesConnId,

            @JsonPropertyDescription(
                    "Whether Airflow uses the ServiceAccount of its own pod. As the connection says if" + " not given.")
            Boolean inCluster,

            @JsonPropertyDescription("Whether the triggerer waits for the pods, so that they take no worker's slot. As"
                    + " Airflow's configuration says if not given.")
            Boolean deferrable) {

        public Airflow {
            maxActiveRuns = Api.or(maxActiveRuns, 1);
            catchup = Api.or(catchup, false);
            paused = Api.or(paused, false);
            onFailure = Api.copy(onFailure);
            onSuccess = Api.copy(onSuccess);
        }
    }

    /** Assets of Airflow, which Airflow 2 calls datasets. */
    @ApiType
    @ValidationRule(value = "has(self.any) != has(self.all)", message = "give either any or all")
    @ValidationRule(
            value = "(has(self.any) ? self.any : self.all).all(uri, !uri.startsWith('airflow:'))",
            message = "airflow: is Airflow's own scheme")
    public record Assets(
            @Size(min = 1, max = 50) @JsonPropertyDescription("By URI: one of them is enough.")
            List<@Size(min = 1, max = 1000) @Pattern("^[!-~]+$") String> any,

            @Size(min = 1, max = 50) @JsonPropertyDescription("By URI: all of them, since the last run.")
            List<@Size(min = 1, max = 1000) @Pattern("^[!-~]+$") String> all) {

        public Assets {
            any = Api.copy(any);
            all = Api.copy(all);
        }
    }

    /** When a run should be done. */
    @ApiType
    public record Deadline(
            @Required
            @Size(max = 10)
            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription("How long after its time, or after it was queued in Airflow 3: 30m, 2h.")
            String after,

            @Required
            @Size(min = 3, max = 200)
            @Pattern(PYTHON_NAME)
            @JsonPropertyDescription("The Python function that is called then: a sla_miss_callback in Airflow 2, an"
                    + " async function in Airflow 3, which the triggerer calls.")
            String call) {

        /** The time as a value. */
        public java.time.Duration afterDuration() {
            return Durations.parse(after);
        }
    }

    /** Dagster 1.13. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "self.flavour != 'Image' || has(self.image)",
            message = "flavour Image needs an image that has dbt, its adapter, git and dagster-dbt")
    public record Dagster(
            @Default("Pods")
            @JsonPropertyDescription("Where dbt runs. Pods: in a pod of the runner's image, which Dagster starts by its"
                    + " Pipes. Image: in Dagster's own process, by the dbt and the dagster-dbt of the code location's"
                    + " image.")
            Flavour flavour,

            @Size(max = 300)
            @Pattern("^[^\\s:@]+(:[0-9]+/[^\\s:@]+)?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")
            @JsonPropertyDescription("The code location's image with its tag, for values.yaml:"
                    + " registry.example.com/team/dagster:1.13. Dagster's own, docker.io/dagster/dagster-k8s, if not"
                    + " given; it has no dbt.")
            String image,

            @JsonPropertyDescription("Gives each run a part of time, as the dbt variables min_date and max_date.")
            Partitions partitions,

            @Size(min = 1, max = 100)
            @Pattern("^[A-Za-z0-9_]+(/[A-Za-z0-9_]+)*$")
            @JsonPropertyDescription("The group of its assets. The project's name if not given.")
            String group,

            // An empty one is not the same as none.
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Size(max = 5)
            @JsonPropertyDescription("What the keys of its assets begin with. The namespace and the project if not"
                    + " given; [] for keys as dagster-dbt makes them.")
            List<@Size(min = 1, max = 100) @Pattern("^[A-Za-z0-9_.-]+$") String> keyPrefix,

            @Size(min = 1, max = 100)
            @Pattern("^[A-Za-z0-9_/.-]+$")
            @JsonPropertyDescription("The pool that limits how many of its steps run at a time.")
            String pool) {

        public Dagster {
            flavour = Api.or(flavour, Flavour.PODS);
        }
    }

    /** Where dbt runs for Dagster. */
    public enum Flavour {
        @JsonProperty("Pods")
        PODS,
        @JsonProperty("Image")
        IMAGE
    }

    /** Parts of time. */
    @ApiType
    public record Partitions(
            @Required @JsonPropertyDescription("How long a part is.")
            Every every,

            @Required
            @Pattern("^[12][0-9]{3}-(((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))|((0[469]|11)-(0[1-9]|[12][0-9]|30))"
                    + "|(02-(0[1-9]|1[0-9]|2[0-8])))$")
            @JsonPropertyDescription("The day on which the first part begins, in the schedule's time zone: 2026-01-31."
                    + " Not a 29 February.")
            String startDate) {}

    /** How long a part of time is. */
    public enum Every {
        @JsonProperty("Hourly")
        HOURLY,
        @JsonProperty("Daily")
        DAILY,
        @JsonProperty("Weekly")
        WEEKLY,
        @JsonProperty("Monthly")
        MONTHLY
    }

    /** Databricks. */
    @ApiType
    @RecordBuilder
    @ValidationRule(
            value = "self.mode == oldSelf.mode",
            message = "mode cannot be changed: delete the Deployment, which deletes its job, and make a new one")
    public record Databricks(
            @Default("Job")
            @JsonPropertyDescription("Job: the operator makes the job by Databricks' API and keeps it as it should be."
                    + " Bundle: it writes databricks.yml, for \"databricks bundle deploy\".")
            DatabricksMode mode,

            @Size(max = 300)
            @Pattern("^https://[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?(:[0-9]{1,5})?$")
            @JsonPropertyDescription(
                    "The workspace: https://dbc-1234.cloud.databricks.com. The Connection's host if not given.")
            String host,

            @JsonPropertyDescription("How the operator signs in to the workspace, for mode Job. The Connection's token"
                    + " or client_id and client_secret if not given.")
            DatabricksCredentials credentials,

            @Size(max = 65536)
            @Pattern("^\\s*-----BEGIN CERTIFICATE-----")
            @JsonPropertyDescription(
                    "Certificates in PEM that the workspace's is checked against, besides the system's.")
            String caBundle,

            @Size(min = 1, max = 64)
            @Pattern("^[A-Za-z0-9_-]+$")
            @JsonPropertyDescription("The id of the SQL warehouse that runs the models. That in the Connection's"
                    + " http_path if not given.")
            String warehouseId,

            @Size(min = 1, max = 255)
            @Pattern("^[^\\s./${}]+$")
            @JsonPropertyDescription("The catalog that the models are built in. The Connection's if not given.")
            String catalog,

            @JsonPropertyDescription("Which kind of Git server the project's remote repository is on, which Databricks"
                    + " wants to know. Found by its host name if not given.")
            DatabricksGit gitProvider,

            @Size(min = 1, max = 64)
            @Pattern("^[A-Za-z0-9_-]+$")
            @JsonPropertyDescription("The id of the cluster that dbt itself runs on. Serverless compute if not given.")
            String clusterId,

            @Default("\"4\"")
            @Pattern("^[1-9][0-9]{0,2}$")
            @JsonPropertyDescription("The version of the serverless environment, which says which Python there is.")
            String environmentVersion,

            @Default("\">=1.8.0,<2.0.0\"")
            @Size(max = 100)
            @Pattern("^(==|>=|<=|~=|<|>)[0-9][0-9A-Za-z.]*(,(==|>=|<=|~=|<|>|!=)[0-9][0-9A-Za-z.]*)*$")
            @JsonPropertyDescription(
                    "Which version of dbt-databricks is installed, as pip is told it: ==1.11.3 or" + " >=1.8.0,<2.0.0.")
            String dbtDatabricks,

            @Pattern("^[0-9a-fA-F-]{36}$")
            @JsonPropertyDescription("The application id of the service principal whose rights runs have. Those of the"
                    + " credentials if not given.")
            String servicePrincipal,

            @Default("false")
            @JsonPropertyDescription("Pauses the schedule while true; a run that goes on is left alone.")
            Boolean paused,

            @Default("1")
            @Min(1)
            @Max(1000)
            @JsonPropertyDescription("How many runs may go on at once; a run that is due while so many do is skipped.")
            Integer maxConcurrentRuns,

            @Size(max = 20) @JsonPropertyDescription("Email addresses that Databricks tells of runs that failed.")
            List<@Size(min = 3, max = 254) @Pattern("^[^\\s<>@${}]+@[^\\s<>@${}]+$") String> notifyOnFailure,

            @Default("Restore")
            @JsonPropertyDescription("What happens when somebody changed the job in the workspace. Restore: it is put"
                    + " back. Report: the condition Drifted says what differs.")
            DatabricksDrift onDrift,

            @Default("Delete")
            @JsonPropertyDescription("Whether the job goes when the Deployment is deleted. Delete or Keep.")
            DatabricksDeletion deletionPolicy,

            @Min(1)
            @JsonPropertyDescription(
                    "The id of a job that is there already, to take over: all of its settings are" + " replaced.")
            Long jobId) {

        public Databricks {
            mode = Api.or(mode, DatabricksMode.JOB);
            environmentVersion = Api.or(environmentVersion, "4");
            dbtDatabricks = Api.or(dbtDatabricks, ">=1.8.0,<2.0.0");
            paused = Api.or(paused, false);
            maxConcurrentRuns = Api.or(maxConcurrentRuns, 1);
            notifyOnFailure = Api.copy(notifyOnFailure);
            onDrift = Api.or(onDrift, DatabricksDrift.RESTORE);
            deletionPolicy = Api.or(deletionPolicy, DatabricksDeletion.DELETE);
        }
    }

    /** Who makes the job. */
    public enum DatabricksMode {
        @JsonProperty("Job")
        JOB,
        @JsonProperty("Bundle")
        BUNDLE
    }

    /** How to sign in to a Databricks workspace. */
    @ApiType
    @ValidationRule(
            value = "has(self.token) ? !has(self.clientId) && !has(self.clientSecret)"
                    + " : has(self.clientId) && has(self.clientSecret)",
            message = "give either a token, or clientId and clientSecret")
    public record DatabricksCredentials(
            @JsonPropertyDescription("A personal access token.")
            SecretValue token,

            @Size(min = 1, max = 100)
            @Pattern("^[A-Za-z0-9-]+$")
            @JsonPropertyDescription("The client id of a service principal.")
            String clientId,

            @JsonPropertyDescription("The OAuth secret of the service principal.")
            SecretValue clientSecret) {}

    /** A kind of Git server, by Databricks' word for it. */
    public enum DatabricksGit {
        @JsonProperty("gitHub")
        GITHUB,
        @JsonProperty("gitHubEnterprise")
        GITHUB_ENTERPRISE,
        @JsonProperty("gitLab")
        GITLAB,
        @JsonProperty("gitLabEnterpriseEdition")
        GITLAB_ENTERPRISE,
        @JsonProperty("bitbucketCloud")
        BITBUCKET,
        @JsonProperty("bitbucketServer")
        BITBUCKET_SERVER,
        @JsonProperty("azureDevOpsServices")
        AZURE_DEVOPS,
        @JsonProperty("awsCodeCommit")
        CODE_COMMIT
    }

    /** What to do about a job that somebody changed. */
    public enum DatabricksDrift {
        @JsonProperty("Restore")
        RESTORE,
        @JsonProperty("Report")
        REPORT
    }

    /** What to do about the job of a Deployment that is deleted. */
    public enum DatabricksDeletion {
        @JsonProperty("Delete")
        DELETE,
        @JsonProperty("Keep")
        KEEP
    }

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
    public record ArgoWorkflow(
            @Default("argo-executor")
            @Size(min = 1, max = 253)
            @Pattern(Api.OBJECT_NAME)
            @JsonPropertyDescription("The ServiceAccount by which Argo's own container in each pod reports to Argo: it"
                    + " may create and patch workflowtaskresults.")
            String executorServiceAccountName,

            @Default("Forbid")
            @JsonPropertyDescription("What happens when it is time while a run goes on. Forbid: nothing. Replace: it is"
                    + " ended, and a new one starts. Allow: both go on.")
            Concurrency concurrency,

            @Default("false") @JsonPropertyDescription("Stops new runs while true; a run that goes on is left alone.")
            Boolean suspend,

            @Default("3") @Min(0) @Max(100) @JsonPropertyDescription("How many workflows that succeeded are kept.")
            Integer succeededKept,

            @Default("3") @Min(0) @Max(100) @JsonPropertyDescription("How many workflows that failed are kept.")
            Integer failedKept) {

        public ArgoWorkflow {
            executorServiceAccountName = Api.or(executorServiceAccountName, "argo-executor");
            concurrency = Api.or(concurrency, Concurrency.FORBID);
            suspend = Api.or(suspend, false);
            succeededKept = Api.or(succeededKept, 3);
            failedKept = Api.or(failedKept, 3);
        }
    }

    /** Prefect 3. */
    @ApiType
    public record Prefect(
            @Default("default")
            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_. ]*$")
            @JsonPropertyDescription("The work pool that runs the flow.")
            String workPool,

            @Default("false") @JsonPropertyDescription("Stops new runs of the schedule while true.")
            Boolean paused) {

        public Prefect {
            workPool = Api.or(workPool, "default");
            paused = Api.or(paused, false);
        }
    }

    /** Kestra. */
    @ApiType
    public record Kestra(
            @Size(min = 1, max = 150)
            @Pattern("^[a-z0-9][a-z0-9._-]*$")
            @JsonPropertyDescription(
                    "Kestra's namespace for the flow, such as company.team: none of Kubernetes. Called like the"
                            + " Deployment's own if not given.")
            String namespace,

            @Default("false") @JsonPropertyDescription("Stops new runs while true.")
            Boolean disabled) {

        public Kestra {
            disabled = Api.or(disabled, false);
        }
    }

    /** GitHub Actions. */
    @ApiType
    public record GithubActions(
            @Default("ubuntu-latest")
            @Size(min = 1, max = 100)
            @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_.]*$")
            @JsonPropertyDescription("The label of the machines that run it.")
            String runsOn,

            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_. /]*$")
            @JsonPropertyDescription("GitHub's environment, whose secrets and rules it then has: prod.")
            String environment,

            @Size(min = 1, max = 500)
            @Pattern("^[A-Za-z0-9][-A-Za-z0-9_.:/@]*$")
            @JsonPropertyDescription("The image that runs dbt, where GitHub cannot pull the runner's.")
            String image) {

        public GithubActions {
            runsOn = Api.or(runsOn, "ubuntu-latest");
        }
    }

    /** GitLab CI. */
    @ApiType
    public record GitlabCi(
            @Size(max = 20) @JsonPropertyDescription("The tags of the runners that may run it.")
            List<@Size(min = 1, max = 100) @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_.:/]*$") String> tags,

            @Size(min = 1, max = 200)
            @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_. /]*$")
            @JsonPropertyDescription("GitLab's environment, whose variables it then has: prod.")
            String environment,

            @Size(min = 1, max = 500)
            @Pattern("^[A-Za-z0-9][-A-Za-z0-9_.:/@]*$")
            @JsonPropertyDescription("The image that runs dbt, where GitLab's runners cannot pull the runner's.")
            String image) {

        public GitlabCi {
            tags = Api.copy(tags);
        }
    }

    /** dbt Cloud. */
    @ApiType
    public record DbtCloud(
            @Required @Min(1) @JsonPropertyDescription("dbt Cloud's number of the account.")
            Long accountId,

            @Required @Min(1) @JsonPropertyDescription("dbt Cloud's number of the project.")
            Long projectId,

            @Required
            @Min(1)
            @JsonPropertyDescription(
                    "dbt Cloud's number of the environment, which has the credentials, and the branch that is run.")
            Long environmentId) {}

    /** Any other platform. */
    @ApiType
    public record Bundle() {}
}
