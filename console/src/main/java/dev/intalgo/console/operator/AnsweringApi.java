package dev.intalgo.console.operator;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Whether the operator answers at all: no token is shown to it, so it refuses where it runs. */
@RegisterRestClient(configKey = "operator")
@Path("/people/v1/adapters")
public interface AnsweringApi {
    @GET
    Response ask();
}
