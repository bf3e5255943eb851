package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.console.session.Person;
import io.fabric8.kubernetes.client.dsl.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.Optional;

/** The Deployments that the person may see. */
@RequestScoped
class Deployments {
    private final Person person;

    Deployments(Person person) {
        this.person = person;
    }

    Resource<Deployment> resource(String namespace, String name) {
        return person.client()
                .resources(Deployment.class)
                .inNamespace(namespace)
                .withName(name);
    }

    /** @throws NotFoundException there is none */
    Deployment get(String namespace, String name) {
        return Optional.ofNullable(resource(namespace, name).get()).orElseThrow(NotFoundException::new);
    }
}
