package dev.intalgo.operator.target;

import java.util.List;
import java.util.Optional;

/** Targets with settings. */
final class Samples {
    static final Target ARGO = new ArgoWorkflow("argo-executor", "Forbid", false, 3, 3);
    static final Target PREFECT = new Prefect("default", false);
    static final Target KESTRA = new Kestra(Optional.of("company.team"), false);
    static final Target GITHUB = new GithubActions("ubuntu-latest", Optional.of("prod"), Optional.empty());
    static final Target GITLAB = new GitlabCi(List.of("docker"), Optional.of("prod"), Optional.empty());
    static final Target DBT_CLOUD = new DbtCloud(11, 22, 33);

    /** All that load files and have a row of their own in the tests. */
    static final List<Target> ALL = List.of(
            new Airflow(AirflowSettings.DEFAULT),
            new Dagster(),
            new Portable(),
            ARGO,
            PREFECT,
            KESTRA,
            GITHUB,
            GITLAB,
            DBT_CLOUD);

    private Samples() {}
}
