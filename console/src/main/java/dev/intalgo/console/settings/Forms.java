package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.console.form.OwnSecrets;
import dev.intalgo.console.form.Values;
import dev.intalgo.console.operator.AdaptersApi;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Forms for whoever asks: one who may write no Secrets names some instead. */
@RequestScoped
public class Forms {
    private final OwnSecrets secrets;
    private final AdaptersApi adapters;

    Forms(OwnSecrets secrets, @RestClient AdaptersApi adapters) {
        this.secrets = secrets;
        this.adapters = adapters;
    }

    /** @param input what was sent; null where the form is opened */
    public ConnectionForm connection(String namespace, ConnectionSpec spec, MultivaluedMap<String, String> input) {
        return new ConnectionForm(
                spec.profile() == null ? adapters.all() : List.of(),
                Values.of(spec, input, secrets.mayWrite(namespace)));
    }

    /** @param input what was sent; null where the form is opened */
    public ProjectForm project(String namespace, IntalgoProjectSpec spec, MultivaluedMap<String, String> input) {
        return new ProjectForm(Values.of(spec, input, secrets.mayWrite(namespace)));
    }
}
