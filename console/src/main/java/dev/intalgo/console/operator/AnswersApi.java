package dev.intalgo.console.operator;

import dev.intalgo.people.AnswerSql;
import dev.intalgo.people.FileChange;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** What the operator knows of an answer besides its Question. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1")
public interface AnswersApi {
    /** The commits that changed an answer's file, newest first. */
    @GET
    @Path("projects/{namespace}/{project}/history")
    List<FileChange> history(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @QueryParam("path") String path,
            @QueryParam("limit") int limit);

    /** A Question's SQL with the names that the database has. */
    @GET
    @Path("questions/{namespace}/{question}/sql")
    AnswerSql sql(@PathParam("namespace") String namespace, @PathParam("question") String question);
}
