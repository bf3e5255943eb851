package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.operator.target.ArgoWorkflow;
import dev.intalgo.operator.target.DbtCloud;
import dev.intalgo.operator.target.GithubActions;
import dev.intalgo.operator.target.GitlabCi;
import dev.intalgo.operator.target.Kestra;
import dev.intalgo.operator.target.Portable;
import dev.intalgo.operator.target.Prefect;
import dev.intalgo.operator.target.Target;
import java.util.Optional;

/** The orchestrators that load files. */
final class Targets {
    private Targets() {}

    /** The one that a Deployment names. */
    static Target of(DeploymentSpec spec) {
        if (spec.airflow() != null) {
            return AirflowTarget.of(spec.airflow());
        }
        if (spec.dagster() != null) {
            return DagsterTarget.of(spec.dagster());
        }
        if (spec.argoWorkflow() != null) {
            return argo(spec.argoWorkflow());
        }
        if (spec.prefect() != null) {
            return new Prefect(spec.prefect().workPool(), spec.prefect().paused());
        }
        if (spec.kestra() != null) {
            return new Kestra(
                    Optional.ofNullable(spec.kestra().namespace()),
                    spec.kestra().disabled());
        }
        if (spec.githubActions() != null) {
            var github = spec.githubActions();
            return new GithubActions(
                    github.runsOn(), Optional.ofNullable(github.environment()), Optional.ofNullable(github.image()));
        }
        if (spec.gitlabCi() != null) {
            var gitlab = spec.gitlabCi();
            return new GitlabCi(
                    gitlab.tags(), Optional.ofNullable(gitlab.environment()), Optional.ofNullable(gitlab.image()));
        }
        if (spec.dbtCloud() != null) {
            var cloud = spec.dbtCloud();
            return new DbtCloud(cloud.accountId(), cloud.projectId(), cloud.environmentId());
        }
        if (spec.bundle() != null) {
            return new Portable();
        }
        throw new IllegalArgumentException("the Deployment names no orchestrator that loads files");
    }

    private static ArgoWorkflow argo(Orchestrators.ArgoWorkflow argo) {
        var concurrency = switch (argo.concurrency()) {
            case FORBID -> "Forbid";
            case REPLACE -> "Replace";
            case ALLOW -> "Allow";
        };
        return new ArgoWorkflow(
                argo.executorServiceAccountName(),
                concurrency,
                argo.suspend(),
                argo.succeededKept(),
                argo.failedKept());
    }
}
