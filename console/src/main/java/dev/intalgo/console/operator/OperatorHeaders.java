package dev.intalgo.console.operator;

import dev.intalgo.console.session.Person;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.rest.client.ext.ClientHeadersFactory;

/** Shows the operator the person's token. */
@RequestScoped
public class OperatorHeaders implements ClientHeadersFactory {
    private final Person person;

    OperatorHeaders(Person person) {
        this.person = person;
    }

    @Override
    public MultivaluedMap<String, String> update(
            MultivaluedMap<String, String> incoming, MultivaluedMap<String, String> outgoing) {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        headers.putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + person.token());
        return headers;
    }
}
