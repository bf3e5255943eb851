package dev.intalgo.console.schema;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.console.object.Live;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Reading a database anew, and how that goes. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/ingestion/{name: " + Names.PATTERN + "}")
public class IngestionResource {
    private final Person person;
    private final Writing writing;

    IngestionResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "schema")
    static class Templates {
        private Templates() {}

        static native TemplateInstance ingestion(Ingestion ingestion);
    }

    /** Has the database read again. */
    @POST
    @RunOnVirtualThread
    public Response ingest(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("kind") String kind,
            @FormParam("of") String of) {
        writing.askNow(Kind.CONNECTIONS, namespace, name, Connection.INGEST_ANNOTATION);
        var known = Place.PROJECTS.equals(kind) && of != null && of.matches(Names.PATTERN);
        var back = known ? new Place(namespace, kind, of) : new Place(namespace, Place.CONNECTIONS, name);
        return Response.seeOther(URI.create(back.path() + "#ingestion")).build();
    }

    /** How it goes, whenever that changes, until the browser leaves. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var one = person.resource(Connection.class, namespace, name);
        return Live.of(
                one,
                name,
                connection -> Templates.ingestion(new Ingestion(connection)).render());
    }
}
