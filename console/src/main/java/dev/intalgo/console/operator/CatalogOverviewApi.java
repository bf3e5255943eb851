package dev.intalgo.console.operator;

import dev.intalgo.people.CatalogOverview;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What the operator found in the database of a Connection. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1/connections/{namespace}/{name}/summary")
public interface CatalogOverviewApi {
    @GET
    CatalogOverview summary(@PathParam("namespace") String namespace, @PathParam("name") String name);
}
