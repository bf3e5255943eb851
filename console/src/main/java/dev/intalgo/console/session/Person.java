package dev.intalgo.console.session;

import dev.intalgo.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.Optional;

/** Who asks, and what they may do, as the API server decides. */
@RequestScoped
public class Person {
    private final SecurityIdentity identity;
    private final Rights rights;

    Person(SecurityIdentity identity, Rights rights) {
        this.identity = identity;
        this.rights = rights;
    }

    private Session session() {
        return identity.getAttribute(SessionMechanism.SESSION);
    }

    /** The name that Kubernetes has for them. */
    public String name() {
        return session().person();
    }

    /** What they have shown to the API server; for the operator, and nobody else. */
    public String token() {
        return session().token().getToken();
    }

    /** Speaks to the API server as this person. */
    public KubernetesClient client() {
        return session().client();
    }

    /** One of Intalgo's objects, as far as this person may have to do with it. */
    public <T extends HasMetadata> Resource<T> resource(Class<T> type, String namespace, String name) {
        return client().resources(type).inNamespace(namespace).withName(name);
    }

    /** @throws NotFoundException there is none */
    public <T extends HasMetadata> T read(Class<T> type, String namespace, String name) {
        return Optional.ofNullable(resource(type, namespace, name).get()).orElseThrow(NotFoundException::new);
    }

    /** Whether they may do something with the objects of one of Intalgo's kinds, which decides what they are offered. */
    public boolean may(String verb, String plural, String namespace) {
        return rights.may(session(), verb, Api.GROUP, plural, namespace);
    }

    /** As {@link #may}, with one of Kubernetes' own kinds of the core group, such as {@code secrets}. */
    public boolean mayInCore(String verb, String plural, String namespace) {
        return rights.may(session(), verb, "", plural, namespace);
    }
}
