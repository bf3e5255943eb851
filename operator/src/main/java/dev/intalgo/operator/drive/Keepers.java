package dev.intalgo.operator.drive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.auth.Caller;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.job.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whose keeper a pod is. It must run in the Deployment that the operator made for a project, as that project's
 * keeper; nothing is believed from the token but which pod it is.
 */
@ApplicationScoped
class Keepers {
    private final KubernetesClient client;
    private final Cache<Caller, RepositoryId> known = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(60))
            .maximumSize(1_000)
            .build();

    Keepers(KubernetesClient client) {
        this.client = client;
    }

    Optional<RepositoryId> project(Caller caller) {
        return Optional.ofNullable(known.get(caller, c -> find(c).orElse(null)));
    }

    private Optional<RepositoryId> find(Caller caller) {
        if (caller.account().isEmpty() || caller.pod().isEmpty()) {
            return Optional.empty();
        }
        var account = caller.account().get();
        var named = caller.pod().get();
        var namespace = account.namespace();
        return Optional.ofNullable(client.pods()
                        .inNamespace(namespace)
                        .withName(named.name())
                        .get())
                .filter(pod -> named.uid().equals(pod.getMetadata().getUid()))
                .filter(pod -> account.name().equals(pod.getSpec().getServiceAccountName()))
                .flatMap(pod -> owner(pod, "ReplicaSet"))
                .flatMap(owner -> there(
                        client.apps()
                                .replicaSets()
                                .inNamespace(namespace)
                                .withName(owner.getName())
                                .get(),
                        owner))
                .flatMap(replicas -> owner(replicas, "Deployment"))
                .flatMap(owner -> there(
                        client.apps()
                                .deployments()
                                .inNamespace(namespace)
                                .withName(owner.getName())
                                .get(),
                        owner))
                .flatMap(deployment -> owner(deployment, "IntalgoProject"))
                .filter(owner -> owner.getApiVersion().startsWith(Api.GROUP + "/"))
                .flatMap(owner -> there(
                        client.resources(IntalgoProject.class)
                                .inNamespace(namespace)
                                .withName(owner.getName())
                                .get(),
                        owner))
                .map(project -> project.getMetadata().getName())
                .filter(project -> account.name().equals(Names.keeper(project)))
                .map(project -> new RepositoryId(namespace, project));
    }

    private static Optional<OwnerReference> owner(HasMetadata object, String kind) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .filter(owner -> kind.equals(owner.getKind()))
                .findFirst();
    }

    private static <T extends HasMetadata> Optional<T> there(T object, OwnerReference owner) {
        return Optional.ofNullable(object)
                .filter(o -> owner.getUid().equals(o.getMetadata().getUid()));
    }
}
