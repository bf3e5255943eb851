package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.console.object.Live;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.CatalogOverviewApi;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.session.SessionMechanism;
import dev.intalgo.console.write.Writing;
import dev.intalgo.people.CatalogOverview;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The fourth step: the database is read, and what was found in it. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start/reading/{name: " + Names.PATTERN + "}")
public class ReadingResource {
    private final Person person;
    private final Writing writing;
    private final Suspension suspension;
    private final CatalogOverviewApi overviews;

    ReadingResource(Person person, Writing writing, Suspension suspension, @RestClient CatalogOverviewApi overviews) {
        this.person = person;
        this.writing = writing;
        this.suspension = suspension;
        this.overviews = overviews;
    }

    @CheckedTemplate(basePath = "start")
    static class Templates {
        private Templates() {}

        static native TemplateInstance reading(
                Frame frame, String name, Reading reading, boolean mayChange, boolean mayAsk);

        static native TemplateInstance read(Reading reading, boolean mayAsk);

        static native TemplateInstance summary(CatalogOverview overview);

        static native TemplateInstance summaryPage(Frame frame, String name, CatalogOverview overview);
    }

    @GET
    @RunOnVirtualThread
    public TemplateInstance show(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var connection = person.read(Connection.class, namespace, name);
        return Templates.reading(
                frame(namespace),
                name,
                Reading.of(connection),
                person.may("update", Kind.CONNECTIONS.plural(), namespace)
                        && person.may("patch", Kind.CONNECTIONS.plural(), namespace),
                mayAsk(namespace));
    }

    private boolean mayAsk(String namespace) {
        return person.may("create", Kind.QUESTIONS.plural(), namespace);
    }

    private Frame frame(String namespace) {
        return new Frame("Reading", person.name(), namespace, Section.OVERVIEW);
    }

    /** How far it is, again whenever that changes, until the browser leaves. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        boolean mayAsk = mayAsk(namespace);
        return Live.of(
                person.resource(Connection.class, namespace, name),
                name,
                connection -> Templates.read(Reading.of(connection), mayAsk).render());
    }

    /** What has no description: a part of the page, or a page of its own. */
    @GET
    @Path("summary")
    @RunOnVirtualThread
    public TemplateInstance summary(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @HeaderParam(SessionMechanism.FOR_PART) String part) {
        var overview = overviews.summary(namespace, name);
        return part == null ? Templates.summaryPage(frame(namespace), name, overview) : Templates.summary(overview);
    }

    /** Has it read now. */
    @POST
    @RunOnVirtualThread
    public Response again(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        if (!suspension.end(namespace, name)) {
            writing.askNow(Kind.CONNECTIONS, namespace, name, Connection.INGEST_ANNOTATION);
        }
        return Answers.to("/ns/%s/start/reading/%s", namespace, name);
    }
}
