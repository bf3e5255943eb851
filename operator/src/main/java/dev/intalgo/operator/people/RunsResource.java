package dev.intalgo.operator.people;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.outcome.RunRecords;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** What became of a Deployment's last runs. */
@Path("/people/v1/deployments/{namespace}/{deployment}/runs")
@RunOnVirtualThread
public class RunsResource {
    private final People people;
    private final RunRecords records;

    RunsResource(People people, RunRecords records) {
        this.people = people;
        this.records = records;
    }

    /** Those that pods told of, newest first. */
    @GET
    public List<DeploymentStatus.Run> all(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("deployment") String name) {
        people.allowed(authorization, "get", "deployments", namespace, name);
        var deployment = people.object(Deployment.class, namespace, name);
        return records.all(deployment);
    }
}
