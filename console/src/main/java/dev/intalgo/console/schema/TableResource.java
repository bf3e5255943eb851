package dev.intalgo.console.schema;

import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.TablesApi;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.people.DescriptionEdit;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.RelationshipDecision;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.SchemaEdited;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.ClientWebApplicationException;

/** A table, and what people say of it. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/schema")
@RunOnVirtualThread
public class TableResource {
    private static final String TABLE = SchemaResource.PLACE + "/tables/{source}/{table}";
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    @PathParam("namespace")
    String namespace;

    @PathParam("kind")
    String kind;

    @PathParam("name")
    String name;

    @PathParam("source")
    String source;

    @PathParam("table")
    String table;

    private final Person person;
    private final TablesApi tables;

    TableResource(Person person, @RestClient TablesApi tables) {
        this.person = person;
        this.tables = tables;
    }

    @CheckedTemplate(basePath = "schema")
    static class Templates {
        private Templates() {}

        static native TemplateInstance relationships(
                Frame frame, Place place, RelationshipsPage page, String commit, boolean mayChange);

        static native TemplateInstance table(Frame frame, TableView view, String commit, String error);
    }

    /**
     * @param edit the id of the description to change
     * @param saved the commit of what was changed a moment ago
     */
    @GET
    @Path(TABLE)
    public TemplateInstance show(@QueryParam("edit") String edit, @QueryParam("saved") @DefaultValue("") String saved) {
        return page(edit, null, commit(saved), "");
    }

    /** A link can say anything. */
    private static String commit(String saved) {
        return saved.matches("[0-9a-f]{7,64}") ? saved : "";
    }

    /** What was inferred of all tables, to confirm or deny it one after the other. */
    @GET
    @Path(SchemaResource.PLACE + "/relationships")
    public TemplateInstance open(
            @QueryParam("page") @DefaultValue("1") int number, @QueryParam("saved") @DefaultValue("") String saved) {
        requireProject();
        return Templates.relationships(
                new Frame("Relationships to confirm", person.name(), namespace, Section.SCHEMA),
                new Place(namespace, kind, name),
                tables.open(kind, namespace, name, number),
                commit(saved),
                person.may("update", Kind.PROJECTS.plural(), namespace));
    }

    private TemplateInstance page(String edit, String written, String commit, String error) {
        var place = new Place(namespace, kind, name);
        var details = tables.one(kind, namespace, name, source, table);
        var may = place.isProject() && person.may("update", Kind.PROJECTS.plural(), namespace);
        return Templates.table(
                new Frame(details.table().text(), person.name(), namespace, Section.SCHEMA),
                new TableView(place, details, edit, written, may),
                commit,
                error);
    }

    /** Changes a description. */
    @POST
    @Path(TABLE + "/description")
    public Response describe(
            @FormParam("id") String id,
            @FormParam("column") @DefaultValue("") String column,
            @FormParam("seen") @DefaultValue("") String seen,
            @FormParam("text") @DefaultValue("") String text) {
        requireProject();
        return saved(
                id,
                text,
                false,
                () -> tables.describe(kind, namespace, name, new DescriptionEdit(source, table, column, seen, text)));
    }

    /**
     * Confirms or denies a relationship.
     *
     * @param list whether to go on with the list of those that are left
     */
    @POST
    @Path(TABLE + "/relationship")
    public Response decide(
            @FormParam("column") @DefaultValue("") String column,
            @FormParam("to") @DefaultValue("") String to,
            @FormParam("seen") @DefaultValue("") String seen,
            @FormParam("list") boolean list,
            @FormParam("confirmed") boolean confirmed) {
        requireProject();
        var state = Arrays.stream(Relationship.State.values())
                .filter(s -> s.name().equals(seen))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return saved(
                null,
                null,
                list,
                () -> tables.decide(
                        kind, namespace, name, new RelationshipDecision(source, table, column, to, state, confirmed)));
    }

    /** A database that no project uses has no files to write into. */
    private void requireProject() {
        if (!Place.PROJECTS.equals(kind)) {
            throw new NotFoundException();
        }
    }

    /** The page with what became of it; where it was refused with all that was written. */
    private Response saved(String id, String text, boolean list, Supplier<SchemaEdited> change) {
        SchemaEdited edited;
        try {
            edited = change.get();
        } catch (ClientWebApplicationException e) {
            var status = e.getResponse().getStatus();
            if (status != CONFLICT && status != INVALID) {
                throw e;
            }
            var why = e.getResponse().readEntity(String.class).strip();
            return Response.status(status).entity(page(id, text, "", why)).build();
        }
        var place = new Place(namespace, kind, name);
        var path = list
                ? place.relationships()
                : place.table(tables.one(kind, namespace, name, source, table).table());
        // What waits for review is told by the page itself.
        var said = edited.commit().isEmpty() ? "" : "?saved=" + edited.commit();
        return Response.seeOther(URI.create(path + said)).build();
    }
}
