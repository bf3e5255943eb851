package dev.intalgo.console.form;

import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import jakarta.enterprise.context.RequestScoped;

/** The Secrets that were made of what people wrote in forms. */
@RequestScoped
public class OwnSecrets {
    private final Person person;

    OwnSecrets(Person person) {
        this.person = person;
    }

    /** Whether whoever asks may make them, and change them. Others name Secrets that are there. */
    public boolean mayWrite(String namespace) {
        return person.mayInCore("create", "secrets", namespace) && person.mayInCore("patch", "secrets", namespace);
    }

    /** The name of the one that was made with an object; empty where there is none or it may not be deleted. */
    public String of(Kind kind, String namespace, String name) {
        if (!person.mayInCore("get", "secrets", namespace) || !person.mayInCore("delete", "secrets", namespace)) {
            return "";
        }
        var secret = person.client()
                .secrets()
                .inNamespace(namespace)
                .withName(NewSecrets.name(kind, name))
                .get();
        boolean ours = secret != null
                && secret.getMetadata().getLabels() != null
                && NewSecrets.MANAGER.equals(secret.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
        return ours ? secret.getMetadata().getName() : "";
    }

    /** @param name what {@link #of} said */
    public void delete(String namespace, String name) {
        if (!name.isEmpty()) {
            person.client().secrets().inNamespace(namespace).withName(name).delete();
        }
    }
}
