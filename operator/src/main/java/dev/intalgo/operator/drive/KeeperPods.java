package dev.intalgo.operator.drive;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.job.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pods of keepers: whether one is left, and why one does not run. */
@ApplicationScoped
class KeeperPods {
    /** A pod whose drive is gone may never end. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);

    private final KubernetesClient client;

    KeeperPods(KubernetesClient client) {
        this.client = client;
    }

    private List<Pod> of(IntalgoProject project) {
        return client.pods()
                .inNamespace(project.getMetadata().getNamespace())
                .withLabel(Names.KEEPER, Names.label(project.getMetadata().getName()))
                .list()
                .getItems();
    }

    /** Whether a pod is at work, or about to end. */
    boolean any(IntalgoProject project, Instant now) {
        return of(project).stream().anyMatch(pod -> {
            var told = pod.getMetadata().getDeletionTimestamp();
            return told == null || Duration.between(Instant.parse(told), now).compareTo(ENDS_WITHIN) < 0;
        });
    }

    /** Why the pod does not run, in Kubernetes' own words: it is forbidden, no such claim, a mount that failed, no image. */
    Optional<String> why(IntalgoProject project) {
        var pods = of(project).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        return pods.isEmpty()
                ? refused(project)
                : pods.stream()
                        .flatMap(pod -> Stream.of(scheduled(pod), waiting(pod), told(pod))
                                .flatMap(Optional::stream))
                        .findFirst();
    }

    /** There is no pod, as with a quota, or NFS where Pod Security is "restricted". */
    private Optional<String> refused(IntalgoProject project) {
        var keeper = client.apps()
                .deployments()
                .inNamespace(project.getMetadata().getNamespace())
                .withName(Names.keeper(project.getMetadata().getName()))
                .get();
        return Optional.ofNullable(keeper).map(Deployment::getStatus).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
                .map(c -> c.getReason() + ": " + c.getMessage())
                .findFirst();
    }

    private static Optional<String> scheduled(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .map(c -> c.getReason() + ": " + c.getMessage())
                .findFirst();
    }

    private static Optional<String> waiting(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .flatMap(container -> {
                    var last = Optional.ofNullable(container.getLastState())
                            .flatMap(state -> Optional.ofNullable(state.getTerminated()))
                            .flatMap(ended -> Optional.ofNullable(ended.getMessage()));
                    var now = Optional.ofNullable(container.getState())
                            .flatMap(state -> Optional.ofNullable(state.getWaiting()))
                            .filter(state -> state.getMessage() != null)
                            .map(state -> state.getReason() + ": " + state.getMessage());
                    return now
                            .map(text -> last.map(words -> text + ": " + words.strip())
                                    .orElse(text))
                            .stream();
                })
                .findFirst();
    }

    /** What is only said by an Event: that a drive cannot be mounted. */
    private Optional<String> told(Pod pod) {
        if (!"Pending".equals(pod.getStatus().getPhase())) {
            return Optional.empty();
        }
        return client
                .v1()
                .events()
                .inNamespace(pod.getMetadata().getNamespace())
                .withField("involvedObject.uid", pod.getMetadata().getUid())
                .list()
                .getItems()
                .stream()
                .filter(event -> "Warning".equals(event.getType()))
                .max(Comparator.comparing(KeeperPods::time))
                .map(event -> event.getReason() + ": " + event.getMessage());
    }

    private static String time(Event event) {
        return Stream.of(event.getLastTimestamp(), event.getMetadata().getCreationTimestamp())
                .filter(time -> time != null)
                .findFirst()
                .orElse("");
    }
}
