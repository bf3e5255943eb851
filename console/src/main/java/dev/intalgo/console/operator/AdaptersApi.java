package dev.intalgo.console.operator;

import dev.intalgo.people.AdapterForm;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The kinds of database that the operator knows. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1/adapters")
public interface AdaptersApi {
    @GET
    List<AdapterForm> all();
}
