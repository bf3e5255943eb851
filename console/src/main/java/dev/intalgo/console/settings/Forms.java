package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.console.operator.AdaptersApi;
import dev.intalgo.console.session.Person;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Forms for whoever asks: one who may write no Secrets names some instead. */
@RequestScoped
public class Forms {
    private final Person person;
    private final AdaptersApi adapters;

    Forms(Person person, @RestClient AdaptersApi adapters) {
        this.person = person;
        this.adapters = adapters;
    }

    private boolean mayWriteSecrets(String namespace) {
        return person.mayInCore("create", "secrets", namespace) && person.mayInCore("patch", "secrets", namespace);
    }

    /** @param input what was sent; null where the form is opened */
    public ConnectionForm connection(String namespace, ConnectionSpec spec, MultivaluedMap<String, String> input) {
        return new ConnectionForm(
                spec.profile() == null ? adapters.all() : List.of(),
                Values.of(spec, input, mayWriteSecrets(namespace)));
    }

    /** @param input what was sent; null where the form is opened */
    public ProjectForm project(String namespace, IntalgoProjectSpec spec, MultivaluedMap<String, String> input) {
        return new ProjectForm(Values.of(spec, input, mayWriteSecrets(namespace)));
    }
}
