package dev.intalgo.operator.kube;

import dev.intalgo.operator.job.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects that the operator makes for an owner: built, watched and found in one way. */
public final class Owned {
    private Owned() {}

    /** Watches the objects of a type that belong to a kind, told by their labels and owner references. */
    public static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> by(
            Class<P> owner, Class<R> type, EventSourceContext<P> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, owner)
                        .withName(owner.getSimpleName() + "-" + type.getSimpleName())
                        .withLabelSelector(Names.selector(owner) + ",!intalgo.dev/catalog")
                        .build(),
                context);
    }

    /** A ServiceAccount without any rights; pods get a token for the operator alone. */
    public static ServiceAccount account(HasMetadata owner, String name) {
        return new ServiceAccountBuilder()
                .withMetadata(metadata(owner, name))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    public static ConfigMap configMap(HasMetadata owner, String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(owner, name))
                .withData(data)
                .build();
    }

    public static ObjectMeta metadata(HasMetadata owner, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .withLabels(Names.labels(owner))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(owner.getApiVersion())
                        .withKind(owner.getKind())
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .withController(true)
                        .build())
                .build();
    }

    /** The owner's object of this name, as last seen; or null. */
    public static <R extends HasMetadata> R named(String name, Class<R> type, Context<?> context) {
        return context.getSecondaryResourcesAsStream(type)
                .filter(r -> r.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Whether a Job can still do something. */
    public static boolean active(Job job) {
        var conditions = job.getStatus() == null ? null : job.getStatus().getConditions();
        return job.getMetadata().getDeletionTimestamp() == null
                && (conditions == null
                        || conditions.stream()
                                .noneMatch(c -> "True".equals(c.getStatus())
                                        && ("Complete".equals(c.getType()) || "Failed".equals(c.getType()))));
    }

    /** Why a Job failed, by its last pod's own words where it left any; empty where it has not failed. */
    public static Optional<String> failure(Job job, KubernetesClient client) {
        if (job.getStatus() == null || job.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return job.getStatus().getConditions().stream()
                .filter(c -> "Failed".equals(c.getType()) && "True".equals(c.getStatus()))
                .findFirst()
                .map(c -> "Job %s failed: %s"
                        .formatted(
                                job.getMetadata().getName(),
                                lastWords(job, client).orElse(c.getMessage())));
    }

    /** Why a Job's pod cannot start, such as an image that is not there; empty where it can. */
    public static Optional<String> held(Job job, KubernetesClient client) {
        return pods(job, client)
                .flatMap(pod -> Stream.concat(
                        pod.getStatus().getContainerStatuses().stream()
                                .map(container -> container.getState().getWaiting())
                                .filter(waiting -> waiting != null && waiting.getMessage() != null)
                                .map(waiting -> waiting.getReason() + ": " + waiting.getMessage()),
                        pod.getStatus().getConditions().stream()
                                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                                .map(c -> c.getReason() + ": " + c.getMessage())))
                .findFirst()
                .map(why -> "The pod of Job %s cannot start: %s"
                        .formatted(job.getMetadata().getName(), why));
    }

    private static Stream<Pod> pods(Job job, KubernetesClient client) {
        return client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("batch.kubernetes.io/job-name", job.getMetadata().getName())
                .list()
                .getItems()
                .stream();
    }

    private static Optional<String> lastWords(Job job, KubernetesClient client) {
        return pods(job, client)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .map(container -> container.getState().getTerminated())
                .filter(terminated -> terminated != null && terminated.getMessage() != null)
                .map(terminated -> terminated.getMessage().strip())
                .reduce((first, second) -> second);
    }
}
