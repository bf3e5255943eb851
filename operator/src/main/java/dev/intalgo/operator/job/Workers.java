package dev.intalgo.operator.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.auth.Caller;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out what a pod was made for. The pod must run in a Job of the operator's, which a Connection or a project owns,
 * as the ServiceAccount of that owner; each is looked up, nothing is believed from the token but which pod it is.
 */
@ApplicationScoped
public class Workers {
    private final KubernetesClient client;
    private final Cache<Caller, Assignment> known = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(60))
            .maximumSize(1_000)
            .build();

    Workers(KubernetesClient client) {
        this.client = client;
    }

    /** What the caller's pod is to do; empty where it is none of the operator's. */
    Optional<Assignment> assignment(Caller caller) {
        return Optional.ofNullable(known.get(caller, c -> find(c).orElse(null)));
    }

    private Optional<Assignment> find(Caller caller) {
        if (caller.account().isEmpty() || caller.pod().isEmpty()) {
            return Optional.empty();
        }
        Caller.Account account = caller.account().get();
        String namespace = account.namespace();
        Caller.Pod named = caller.pod().get();
        return Optional.ofNullable(client.pods()
                        .inNamespace(namespace)
                        .withName(named.name())
                        .get())
                .filter(pod -> named.uid().equals(pod.getMetadata().getUid()))
                .filter(pod -> account.name().equals(pod.getSpec().getServiceAccountName()))
                .flatMap(pod -> job(namespace, pod))
                .flatMap(job -> assignment(namespace, account, job));
    }

    private Optional<Job> job(String namespace, Pod pod) {
        return controller(pod)
                .filter(owner ->
                        owner.getKind().equals("Job") && owner.getApiVersion().startsWith("batch/"))
                .flatMap(owner -> Optional.ofNullable(client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withName(owner.getName())
                                .get())
                        .filter(job -> owner.getUid().equals(job.getMetadata().getUid())))
                .filter(job -> job.getMetadata().getLabels() != null
                        && Names.INTALGO.equals(job.getMetadata().getLabels().get(Names.MANAGED_BY)));
    }

    private Optional<Assignment> assignment(String namespace, Caller.Account account, Job job) {
        return controller(job)
                .filter(owner -> owner.getApiVersion().startsWith(Api.GROUP + "/"))
                .flatMap(owner -> switch (owner.getKind()) {
                    case "IntalgoProject" ->
                        owned(IntalgoProject.class, namespace, owner)
                                .filter(name -> account.name().equals(Names.dbtAccount(name)))
                                .map(name ->
                                        new Assignment(namespace, Tasks.PROJECT, Names.label(name), Optional.empty()));
                    case "Connection" ->
                        owned(Connection.class, namespace, owner)
                                .filter(name -> account.name().equals(Names.ingestAccount(name)))
                                .filter(name -> Jobs.task(job).isPresent())
                                .map(name ->
                                        new Assignment(namespace, Tasks.CONNECTION, Names.label(name), Jobs.task(job)));
                    default -> Optional.empty();
                });
    }

    private <T extends HasMetadata> Optional<String> owned(Class<T> kind, String namespace, OwnerReference owner) {
        return Optional.ofNullable(client.resources(kind)
                        .inNamespace(namespace)
                        .withName(owner.getName())
                        .get())
                .filter(there -> owner.getUid().equals(there.getMetadata().getUid()))
                .map(there -> there.getMetadata().getName());
    }

    private static Optional<OwnerReference> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }
}
