package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.people.FileChange;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/** What became of an answer in a project's repository. */
@Path("/people/v1/projects/{namespace}/{project}/history")
@RunOnVirtualThread
public class HistoryResource {
    private static final int MOST = 100;

    private final People people;
    private final RepositoryPlaces places;
    private final Repositories repositories;

    HistoryResource(People people, RepositoryPlaces places, Repositories repositories) {
        this.people = people;
        this.places = places;
        this.repositories = repositories;
    }

    /**
     * The commits that changed a file of SQL or the YAML beside it, newest first.
     *
     * @param path from the dbt project's folder, as {@code status.path} of a Question has it
     * @param limit how many at most; 100 of them in any case
     */
    @GET
    public List<FileChange> of(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String name,
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("limit") @DefaultValue("30") int limit) {
        people.allowed(authorization, "get", "intalgoprojects", namespace, name);
        if (!path.endsWith(".sql")) {
            throw refused(422, "name the file of the SQL: path=models/orders.sql");
        }
        var project = people.object(IntalgoProject.class, namespace, name);
        try {
            return repositories
                    .history(RepositoryPlaces.id(project), places.location(project), path, Math.clamp(limit, 1, MOST))
                    .stream()
                    .map(change -> new FileChange(
                            change.commit(), change.author(), change.at(), change.subject(), change.diff()))
                    .toList();
        } catch (GitException e) {
            throw refused(
                    e.reason() == GitException.Reason.InvalidPath ? 422 : 503,
                    "the repository cannot be read: " + e.getMessage());
        } catch (NotReady e) {
            throw refused(503, "the repository cannot be read: " + e.getMessage());
        }
    }
}
