package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes the operator's copies of Git servers' repositories whose projects are gone. At its start only: a finalizer on
 * every project would be more than a few files are worth that are made anew whenever they are missing.
 */
@ApplicationScoped
public class LeftCopies {
    private final KubernetesClient client;
    private final Repositories repositories;

    LeftCopies(KubernetesClient client, Repositories repositories) {
        this.client = client;
        this.repositories = repositories;
    }

    void atStart(@Observes StartupEvent start) {
        remove();
    }

    /** Removes them; what cannot be removed now is at the next start. */
    public void remove() {
        try {
            repositories.removeCopiesBut(this::projects);
        } catch (GitException e) {
            Log.warnf("copies of repositories whose projects are gone stay on the volume: %s", e.getMessage());
        }
    }

    private Optional<Set<RepositoryId>> projects(String namespace) {
        try {
            return Optional.of(client.resources(IntalgoProject.class).inNamespace(namespace).list().getItems().stream()
                    .map(RepositoryPlaces::id)
                    .collect(Collectors.toSet()));
        } catch (KubernetesClientException e) {
            Log.warnf("the copies of repositories of namespace %s stay: %s", namespace, e.getMessage());
            return Optional.empty();
        }
    }
}
