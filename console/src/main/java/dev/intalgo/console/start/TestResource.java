package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.console.object.Live;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The second step: whether the database lets Intalgo in. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start/test/{name: " + Names.PATTERN + "}")
public class TestResource {
    private final Person person;
    private final Writing writing;

    TestResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "start")
    static class Templates {
        private Templates() {}

        static native TemplateInstance test(Frame frame, String name, ConnectionTest test, boolean mayChange);

        static native TemplateInstance tested(ConnectionTest test);
    }

    @GET
    @RunOnVirtualThread
    public TemplateInstance show(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var connection = person.read(Connection.class, namespace, name);
        return Templates.test(
                new Frame("Test", person.name(), namespace, Section.OVERVIEW),
                name,
                ConnectionTest.of(connection),
                person.may("patch", Kind.CONNECTIONS.plural(), namespace));
    }

    /** The outcome again whenever it changes, until the browser leaves. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return Live.of(
                person.resource(Connection.class, namespace, name),
                name,
                connection -> Templates.tested(ConnectionTest.of(connection)).render());
    }

    @POST
    @RunOnVirtualThread
    public Response again(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        writing.askNow(Kind.CONNECTIONS, namespace, name, Connection.INGEST_ANNOTATION);
        return Answers.to("/ns/%s/start/test/%s", namespace, name);
    }
}
