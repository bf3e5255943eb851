package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksMode;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Bundle;
import dev.intalgo.operator.target.DatabricksBundle;
import dev.intalgo.operator.target.Graph;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.TooLarge;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Puts what an orchestrator loads, or runs, where it finds it. */
@ApplicationScoped
class Delivery {
    static final String STEP = "Deployed";

    private final KubernetesClient client;
    private final Applier applier;
    private final FileMaps maps;
    private final DatabricksPlans databricks;
    private final DatabricksJobs databricksJobs;

    Delivery(
            KubernetesClient client,
            Applier applier,
            FileMaps maps,
            DatabricksPlans databricks,
            DatabricksJobs databricksJobs) {
        this.client = client;
        this.applier = applier;
        this.maps = maps;
        this.databricks = databricks;
        this.databricksJobs = databricksJobs;
    }

    Delivered deploy(
            Deployment deployment,
            Run run,
            Place place,
            DeploymentStatus before,
            Conditions conditions,
            Context<Deployment> context)
            throws NotReady {
        var spec = deployment.getSpec();
        var next = before.withCommit(run.commit())
                .withNodes(run.graph().nodes().size())
                .withModels(run.graph().nodes().stream()
                        .filter(node -> node.resourceType().equals("model"))
                        .map(Graph.Node::name)
                        .toList());
        if (spec.cronJob() != null) {
            var cronJob = CronJobs.of(deployment, run);
            maps.remove(deployment, context);
            applier.apply(cronJob, context.getSecondaryResource(CronJob.class).orElse(null));
            return Delivered.of(next.withCronJob(cronJob.getMetadata().getName())
                    .withConfigMaps(List.of())
                    .withCopies(List.of())
                    .withHash(null));
        }
        if (spec.databricks() != null && spec.databricks().mode() == DatabricksMode.JOB) {
            var plan = databricks.plan(deployment, CommitStep.project(deployment, context), run, place);
            removeCronJobs(context);
            maps.remove(deployment, context);
            var access = databricks.access(deployment, Optional.of(place));
            return databricksJobs.deliver(deployment, run, plan, access, next, conditions);
        }
        Requirements.check(spec, run);
        var target = spec.databricks() == null
                ? Targets.of(spec)
                : new DatabricksBundle(
                        databricks.plan(deployment, CommitStep.project(deployment, context), run, place));
        Bundle bundle;
        try {
            bundle = target.bundle(run);
        } catch (TooLarge e) {
            throw NotReady.failed(STEP, "TooLarge", e.getMessage());
        }
        removeCronJobs(context);
        var made = maps.deliver(deployment, target.name(), bundle, context);
        var status = next.withConfigMaps(made.following())
                .withCopies(made.copies())
                .withHash(bundle.hash())
                .withCronJob(null);
        return new Delivered(status, Optional.empty(), bundle.files());
    }

    /** Those of another orchestrator before: one that is left would go on running. */
    private void removeCronJobs(Context<Deployment> context) {
        context.getSecondaryResourcesAsStream(CronJob.class)
                .forEach(cronJob -> client.resource(cronJob).delete());
    }
}
