package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.Orchestrators.Concurrency;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.outcome.Outcomes;
import dev.intalgo.operator.target.Retry;
import dev.intalgo.operator.target.Run;
import dev.intalgo.operator.target.Schedules;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A Deployment as a Kubernetes CronJob. */
final class CronJobs {
    /** The longest that Kubernetes waits before it makes another pod for one that failed. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(6);

    private CronJobs() {}

    static CronJob of(Deployment deployment, Run run) {
        var settings = deployment.getSpec().cronJob();
        var metadata = Owned.metadata(
                deployment, Names.suffixed(deployment.getMetadata().getName(), "", 52));
        return new CronJobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withSchedule(Schedules.fiveFields(run.schedule()))
                .withTimeZone(run.timeZone())
                .withConcurrencyPolicy(policy(settings.concurrency()))
                .withSuspend(settings.suspend())
                .withSuccessfulJobsHistoryLimit(settings.succeededKept())
                .withFailedJobsHistoryLimit(settings.failedKept())
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(Map.copyOf(metadata.getLabels()))
                .withAnnotations(
                        Map.of(Outcomes.DEPLOYMENT, deployment.getMetadata().getName()))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(run.retry().retries())
                .withActiveDeadlineSeconds(longest(run.retry()).toSeconds())
                .withTemplate(pod(deployment, run))
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    /** One attempt's pod: its own deadline ends it, so that the next attempt has as long. */
    private static PodTemplateSpec pod(Deployment deployment, Run run) {
        var pod = Serialization.jsonMapper().convertValue(run.wholePodTemplate(), PodTemplateSpec.class);
        annotate(pod, deployment.getMetadata().getName());
        pod.getSpec().setActiveDeadlineSeconds(run.retry().timeout().toSeconds());
        container(pod)
                .getEnv()
                .add(new EnvVarBuilder()
                        .withName("INTALGO_RUN_ID")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.labels['batch.kubernetes.io/job-name']")
                        .endValueFrom()
                        .build());
        return pod;
    }

    private static void annotate(PodTemplateSpec pod, String deployment) {
        var metadata = Optional.ofNullable(pod.getMetadata()).orElseGet(ObjectMeta::new);
        pod.setMetadata(new ObjectMetaBuilder(metadata)
                .addToAnnotations(Outcomes.DEPLOYMENT, deployment)
                .build());
    }

    private static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(Run.CONTAINER))
                .findFirst()
                .orElseThrow();
    }

    /** How long all attempts may take, for a pod that no node takes, whose own deadline does not begin. */
    private static Duration longest(Retry retry) {
        return retry.timeout().multipliedBy(retry.retries() + 1L).plus(LONGEST_DELAY.multipliedBy(retry.retries()));
    }

    private static String policy(Concurrency concurrency) {
        return switch (concurrency) {
            case FORBID -> "Forbid";
            case REPLACE -> "Replace";
            case ALLOW -> "Allow";
        };
    }
}
