package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.Schedules;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;

/** A Deployment as a Kubernetes CronJob. */
final class CronJobs {
    private CronJobs() {}

    static CronJob of(Deployment deployment, Run run) {
        var pod = Serialization.jsonMapper().convertValue(run.wholePodTemplate(), PodTemplateSpec.class);
        var metadata = Owned.metadata(
                deployment, Names.suffixed(deployment.getMetadata().getName(), "", 52));
        return new CronJobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withSchedule(Schedules.fiveFields(run.schedule()))
                .withTimeZone(run.timeZone())
                .withConcurrencyPolicy("Forbid")
                .withSuspend(deployment.getSpec().cronJob().suspend())
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(Map.copyOf(metadata.getLabels()))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(1)
                .withTemplate(pod)
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }
}
