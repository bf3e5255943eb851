package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksDeletion;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksMode;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sees that a job in a workspace goes with its Deployment, where that is wanted. Other Deployments just go. */
@ApplicationScoped
class DatabricksCleanup {
    /** After this a Deployment goes without its job: a workspace may be gone for ever. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final DatabricksPlans plans;
    private final PlaceStep places;
    private final DatabricksJobs jobs;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    DatabricksCleanup(DatabricksPlans plans, PlaceStep places, DatabricksJobs jobs, Events events) {
        this.places = places;
        this.plans = plans;
        this.jobs = jobs;
        this.events = events;
    }

    /**
     * Deletes the job, where there is one that should go.
     *
     * @throws NotReady if it is there still
     */
    void clean(Deployment deployment, Context<Deployment> context) throws NotReady {
        if (wanted(deployment)) {
            try {
                jobs.delete(deployment, plans.access(deployment, place(deployment, context)));
            } catch (NotReady why) {
                if (made(deployment) && !expired(deployment)) {
                    throw NotReady.retrying(
                            Delivery.STEP,
                            why.reason(),
                            why.getMessage()
                                    + " The Deployment goes once its job is deleted; set spec.databricks.deletionPolicy to Keep to let it go without.");
                }
                events.warnOnce(
                        deployment,
                        "JobLeft",
                        "The job, if there is one, is left in the workspace%s: %s"
                                .formatted(where(deployment), why.getMessage()));
            }
        }
    }

    /** The Connection's part, where the Deployment does not say all itself: it may be gone, and the project. */
    private Optional<Place> place(Deployment deployment, Context<Deployment> context) throws NotReady {
        var databricks = deployment.getSpec().databricks();
        var project = context.getSecondaryResource(IntalgoProject.class);
        return project.isEmpty() || databricks.host() != null && databricks.credentials() != null
                ? Optional.empty()
                : Optional.of(places.of(deployment, project.get()));
    }

    /** A job that the status knows of. Where it knows of none, what stands in the way may always have done so. */
    private static boolean made(Deployment deployment) {
        return deployment.getStatus() != null && deployment.getStatus().remote() != null;
    }

    private boolean expired(Deployment deployment) {
        var since = Instant.parse(deployment.getMetadata().getDeletionTimestamp());
        return Duration.between(since, clock.instant()).compareTo(PATIENCE) > 0;
    }

    private static String where(Deployment deployment) {
        var status = deployment.getStatus();
        return status == null || status.remote() == null
                ? ""
                : " (" + status.remote().url() + ")";
    }

    private static boolean wanted(Deployment deployment) {
        var databricks = deployment.getSpec().databricks();
        return databricks != null
                && databricks.mode() == DatabricksMode.JOB
                && databricks.deletionPolicy() == DatabricksDeletion.DELETE;
    }
}
