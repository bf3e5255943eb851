package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.session.Person;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** From nothing to the first question. Where somebody has come to is told by what is in the cluster, and nothing else. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start")
@RunOnVirtualThread
public class StartResource {
    private final Person person;

    StartResource(Person person) {
        this.person = person;
    }

    /** Leads to the first step that is not done. */
    @GET
    public Response resume(
            @PathParam("namespace") String namespace, @QueryParam("connection") @DefaultValue("") String name) {
        var connections = person.client()
                .resources(Connection.class)
                .inNamespace(namespace)
                .list()
                .getItems();
        return Answers.to("/ns/%s/start/%s", namespace, step(namespace, connections, name));
    }

    private String step(String namespace, List<Connection> connections, String wanted) {
        Set<String> used = usedByProjects(namespace);
        // The one that is asked for; or one that no project is about yet.
        var found = connections.stream()
                .filter(connection -> wanted.equals(connection.getMetadata().getName()))
                .findFirst()
                .or(() -> connections.stream()
                        .filter(connection ->
                                !used.contains(connection.getMetadata().getName()))
                        .findFirst())
                .or(() -> connections.stream().findFirst());
        if (found.isEmpty()) {
            return "database";
        }
        var connection = found.get();
        var name = connection.getMetadata().getName();
        if (used.contains(name)) {
            return "reading/" + name;
        }
        return ConnectionTest.of(connection).reached() ? "project?connection=" + name : "test/" + name;
    }

    private Set<String> usedByProjects(String namespace) {
        return person.client().resources(IntalgoProject.class).inNamespace(namespace).list().getItems().stream()
                .map(project -> project.getSpec().connectionRef().name())
                .collect(Collectors.toSet());
    }
}
