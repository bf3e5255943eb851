package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What can run a Deployment, in the order in which to choose. */
enum Platform {
    CRON_JOB(
            "cronJob",
            "Kubernetes CronJob",
            "Kubernetes itself runs the models by the clock, and nothing else has to be installed.",
            DeploymentSpec::cronJob),
    AIRFLOW(
            "airflow",
            "Airflow",
            "A DAG that Airflow 2.11 or 3 shows and runs, with the models as its assets.",
            DeploymentSpec::airflow),
    DAGSTER(
            "dagster",
            "Dagster",
            "Definitions in which each model is an asset with its checks, for a code location of Dagster 1.13.",
            DeploymentSpec::dagster),
    DATABRICKS(
            "databricks",
            "Databricks",
            "A job that Intalgo makes in your workspace and keeps as it should be, or a bundle to deploy yourself.",
            DeploymentSpec::databricks),
    ARGO_WORKFLOW(
            "argoWorkflow",
            "Argo Workflows",
            "A workflow that Argo runs in the cluster, by the clock or when somebody starts it.",
            DeploymentSpec::argoWorkflow),
    PREFECT(
            "prefect",
            "Prefect",
            "A flow and its deployment for Prefect 3, which starts the models' pod.",
            DeploymentSpec::prefect),
    KESTRA("kestra", "Kestra", "A flow for Kestra, which starts the models' pod.", DeploymentSpec::kestra),
    GITHUB_ACTIONS(
            "githubActions",
            "GitHub Actions",
            "A workflow file: GitHub's machines run the models, outside of the cluster.",
            DeploymentSpec::githubActions),
    GITLAB_CI(
            "gitlabCi",
            "GitLab CI",
            "A pipeline file: GitLab's runners run the models, outside of the cluster.",
            DeploymentSpec::gitlabCi),
    DBT_CLOUD(
            "dbtCloud",
            "dbt Cloud",
            "The definition of a job that dbt Labs' machines run, in an environment that you have there.",
            DeploymentSpec::dbtCloud),
    BUNDLE(
            "bundle",
            "Anything else",
            "Files that say image, commit, commands and order of the models, for a platform that is not in this list.",
            DeploymentSpec::bundle);

    private final String key;
    private final String title;
    private final String gives;
    private final Function<DeploymentSpec, Object> of;

    Platform(String key, String title, String gives, Function<DeploymentSpec, Object> of) {
        this.key = key;
        this.title = title;
        this.gives = gives;
        this.of = of;
    }

    static Optional<Platform> of(String key) {
        return Arrays.stream(values())
                .filter(platform -> platform.key.equals(key))
                .findFirst();
    }

    static Platform of(DeploymentSpec spec) {
        return Arrays.stream(values())
                .filter(platform -> platform.of.apply(spec) != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the Deployment names no orchestrator that is known"));
    }

    static List<Platform> all() {
        return List.of(values());
    }

    /** The field of a Deployment's spec. */
    public String key() {
        return key;
    }

    /** Its name for people. */
    public String title() {
        return title;
    }

    /** What one gets, as a sentence. */
    public String gives() {
        return gives;
    }

    /** Whether it can run each model by itself. */
    public boolean perModel() {
        return this == AIRFLOW || this == DAGSTER || this == ARGO_WORKFLOW;
    }

    /** Whether it runs only by the clock. */
    public boolean needsSchedule() {
        return this == CRON_JOB;
    }

    /** Whether it loads files, which can be in Git too. */
    public boolean hasFiles() {
        return this != CRON_JOB && this != DATABRICKS;
    }
}
