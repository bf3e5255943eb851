package dev.intalgo.console.schema;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.TablesApi;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TablesPage;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Looking for tables. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/schema")
@RunOnVirtualThread
public class SchemaResource {
    static final String PLACE = "{kind: projects|connections}/{name: " + Names.PATTERN + "}";
    private static final int FORBIDDEN = 403;

    private final Person person;
    private final TablesApi tables;

    SchemaResource(Person person, @RestClient TablesApi tables) {
        this.person = person;
        this.tables = tables;
    }

    @CheckedTemplate(basePath = "schema")
    static class Templates {
        private Templates() {}

        static native TemplateInstance choose(Frame frame, List<Place> places, boolean listed);

        static native TemplateInstance search(
                Frame frame, Place place, TablesPage page, String words, Ingestion ingestion, boolean mayIngest);

        static native TemplateInstance diagram(Frame frame, Place place, TableKeys keys, String words, Diagram diagram);

        static native TemplateInstance hits(Place place, TablesPage page, String words);
    }

    /** The projects, and the databases that no project uses yet; where there is but one of all that it is shown. */
    @GET
    public Response choose(@PathParam("namespace") String namespace, @QueryParam("project") String project) {
        if (project != null && project.matches(Names.PATTERN)) {
            return to(new Place(namespace, Place.PROJECTS, project));
        }
        List<Place> places = new ArrayList<>();
        var projects = person.may("list", Kind.PROJECTS.plural(), namespace);
        var connections = person.may("list", Kind.CONNECTIONS.plural(), namespace);
        List<IntalgoProject> all = projects
                ? person.client()
                        .resources(IntalgoProject.class)
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                : List.of();
        all.forEach(p ->
                places.add(new Place(namespace, Place.PROJECTS, p.getMetadata().getName())));
        if (connections) {
            var used = all.stream().map(p -> p.getSpec().connectionRef().name()).collect(Collectors.toSet());
            person.client().resources(Connection.class).inNamespace(namespace).list().getItems().stream()
                    .map(connection -> connection.getMetadata().getName())
                    .filter(name -> !used.contains(name))
                    .forEach(name -> places.add(new Place(namespace, Place.CONNECTIONS, name)));
        }
        return places.size() == 1
                ? to(places.getFirst())
                : Response.ok(Templates.choose(frame("Schema", namespace), places, projects || connections))
                        .build();
    }

    private static Response to(Place place) {
        return Response.seeOther(URI.create(place.path())).build();
    }

    private Frame frame(String title, String namespace) {
        return new Frame(title, person.name(), namespace, Section.SCHEMA);
    }

    @GET
    @Path(PLACE)
    public TemplateInstance search(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @QueryParam("words") @DefaultValue("") String words,
            @QueryParam("page") @DefaultValue("1") int number,
            @QueryParam("part") @DefaultValue("false") boolean part) {
        var place = new Place(namespace, kind, name);
        var page = tables.search(kind, namespace, name, words, number);
        if (part) {
            return Templates.hits(place, page, words);
        }
        var connection = connection(place);
        return Templates.search(
                frame("Schema", namespace),
                place,
                page,
                words,
                connection == null ? null : new Ingestion(connection),
                connection != null && person.may("patch", Kind.CONNECTIONS.plural(), namespace));
    }

    /** The keys of all tables, or of more than fit those that are found. */
    @GET
    @Path(PLACE + "/diagram")
    public TemplateInstance diagram(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String kind,
            @PathParam("name") String name,
            @QueryParam("words") @DefaultValue("") String words) {
        var place = new Place(namespace, kind, name);
        var keys = tables.keys(kind, namespace, name, words);
        return Templates.diagram(frame("Keys", namespace), place, keys, words, KeyDiagram.of(place, keys));
    }

    /** The Connection that the tables are read by; null for those who may not see it. */
    private Connection connection(Place place) {
        try {
            var name = place.name();
            if (place.isProject()) {
                var project = person.resource(IntalgoProject.class, place.namespace(), name)
                        .get();
                if (project == null) {
                    return null;
                }
                name = project.getSpec().connectionRef().name();
            }
            return person.resource(Connection.class, place.namespace(), name).get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return null;
            }
            throw e;
        }
    }
}
