package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Events;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Runs a Deployment's CronJob at once where an annotation asks for it: once for each new value. */
@ApplicationScoped
class RunNow {
    static final String ANNOTATION = "intalgo.dev/run";

    private static final int LONGEST_NAME = 63;

    private final KubernetesClient client;
    private final Events events;

    RunNow(KubernetesClient client, Events events) {
        this.client = client;
        this.events = events;
    }

    /** Makes the Job that is asked for; the status says that it was. */
    DeploymentStatus answered(Deployment deployment, DeploymentStatus status) {
        var asked = Optional.ofNullable(deployment.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(ANNOTATION))
                .filter(value -> !value.isEmpty() && !value.equals(status.runRequest()));
        if (asked.isEmpty()) {
            return status;
        }
        if (status.cronJob() == null) {
            events.warnOnce(
                    deployment,
                    "RunNotAsked",
                    "The annotation %s runs CronJobs only: have the orchestrator run it.".formatted(ANNOTATION));
            return status.withRunRequest(asked.get());
        }
        var cronJob = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withName(status.cronJob())
                .get();
        if (cronJob == null) {
            return status; // Somebody deleted it just now, which is an event.
        }
        create(job(deployment, cronJob, asked.get()));
        return status.withRunRequest(asked.get());
    }

    private void create(Job job) {
        try {
            client.resource(job).create();
        } catch (KubernetesClientException e) {
            // It was made before, and the status not written.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    private static Job job(Deployment deployment, CronJob cronJob, String asked) {
        var metadata = cronJob.getMetadata();
        var template = cronJob.getSpec().getJobTemplate();
        var hash = Names.hash(deployment.getMetadata().getUid() + " " + asked);
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(Names.suffixed(metadata.getName(), "-now-" + hash, LONGEST_NAME))
                .withLabels(template.getMetadata().getLabels())
                .withAnnotations(template.getMetadata().getAnnotations())
                // As kubectl says of Jobs that it makes from a CronJob.
                .addToAnnotations("cronjob.kubernetes.io/instantiate", "manual")
                .addNewOwnerReference()
                .withApiVersion(cronJob.getApiVersion())
                .withKind(cronJob.getKind())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }
}
