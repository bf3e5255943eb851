package dev.intalgo.console.operator;

import dev.intalgo.people.ModelText;
import dev.intalgo.people.ProjectModels;
import dev.intalgo.people.RenamePreview;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The models that a project's repository has. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1/projects/{namespace}/{project}/models")
public interface ModelsApi {
    @GET
    ProjectModels all(@PathParam("namespace") String namespace, @PathParam("project") String project);

    @GET
    @Path("{model}/text")
    ModelText text(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("model") String model);

    @GET
    @Path("{model}/rename")
    RenamePreview rename(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("model") String model,
            @QueryParam("to") String to,
            @QueryParam("keepOldName") boolean keepOldName);
}
