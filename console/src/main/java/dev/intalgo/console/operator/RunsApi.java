package dev.intalgo.console.operator;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The last runs of a Deployment. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1/deployments/{namespace}/{deployment}/runs")
public interface RunsApi {
    @GET
    List<DeploymentStatus.Run> all(
            @PathParam("namespace") String namespace, @PathParam("deployment") String deployment);
}
