package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.console.object.ObjectView;
import dev.intalgo.console.page.Kind;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A Deployment as it is shown.
 *
 * @param mayChange whether the person may approve a commit
 */
record DeploymentView(Deployment deployment, boolean mayChange) {
    private static final int SHORT = 12;

    /** What all objects have. */
    public ObjectView object() {
        return new ObjectView(Kind.DEPLOYMENTS, deployment);
    }

    public String namespace() {
        return deployment.getMetadata().getNamespace();
    }

    public String name() {
        return deployment.getMetadata().getName();
    }

    public DeploymentSpec spec() {
        return deployment.getSpec();
    }

    public DeploymentStatus status() {
        return Optional.ofNullable(deployment.getStatus()).orElse(DeploymentStatus.EMPTY);
    }

    public Platform platform() {
        return Platform.of(spec());
    }

    /** When it runs, in words. */
    public String when() {
        return Schedules.words(spec().schedule());
    }

    /** When it runs next; empty where nobody can say. */
    public String next() {
        return Schedules.next(spec().schedule(), spec().timeZone(), ZonedDateTime.now());
    }

    /** Whether nothing is run by the clock, as somebody wants it so. */
    public boolean paused() {
        return spec().cronJob() != null && spec().cronJob().suspend()
                || spec().airflow() != null && spec().airflow().paused()
                || spec().databricks() != null && spec().databricks().paused()
                || spec().argoWorkflow() != null && spec().argoWorkflow().suspend()
                || spec().prefect() != null && spec().prefect().paused()
                || spec().kestra() != null && spec().kestra().disabled();
    }

    /** Whether it is told here to run at once, and not in the platform itself. */
    public boolean toldHere() {
        return spec().cronJob() != null
                || spec().databricks() != null && spec().databricks().mode() == Orchestrators.DatabricksMode.JOB;
    }

    /** Whether it runs at once when it is told to: what runs it is there. */
    public boolean runsWhenTold() {
        return status().cronJob() != null || toldHere() && status().remote() != null;
    }

    /** Whether a commit waits for somebody's approval. */
    public boolean waits() {
        return status().candidate() != null && spec().commits().policy() == DeploymentSpec.Policy.APPROVED;
    }

    /** A commit as people name it. */
    public String brief(String commit) {
        return commit == null ? "" : commit.substring(0, Math.min(SHORT, commit.length()));
    }
}
