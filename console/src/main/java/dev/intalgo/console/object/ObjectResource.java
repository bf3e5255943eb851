package dev.intalgo.console.object;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The objects of a kind: a list of them, and each as it is now. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/{kind: [a-z]+}")
public class ObjectResource {
    private final Person person;

    ObjectResource(Person person) {
        this.person = person;
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance list(
                Frame frame, Kind kind, Page<Table.Row> page, String words, String ready, boolean mayCreate);

        static native TemplateInstance rows(Frame frame, Kind kind, Page<Table.Row> page, String words, String ready);

        static native TemplateInstance object(Frame frame, ObjectView view);

        static native TemplateInstance state(ObjectView view);
    }

    @GET
    @RunOnVirtualThread
    public TemplateInstance list(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @QueryParam("words") @DefaultValue("") String words,
            @QueryParam("ready") @DefaultValue("") String ready,
            @QueryParam("page") @DefaultValue("1") int number,
            @QueryParam("part") @DefaultValue("false") boolean part) {
        var kind = Kind.of(plural);
        var matching = Table.of(person.client(), kind, namespace).matching(words, ready);
        var page = Page.of(matching, number);
        var frame = new Frame(kind.title(), person.name(), namespace, kind.section());
        return part
                ? Templates.rows(frame, kind, page, words, ready)
                : Templates.list(frame, kind, page, words, ready, person.may("create", plural, namespace));
    }

    @GET
    @Path("{name: " + Names.PATTERN + "}")
    @RunOnVirtualThread
    public TemplateInstance show(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name) {
        var kind = Kind.of(plural);
        var object = one(kind, namespace, name).get();
        if (object == null) {
            throw new NotFoundException();
        }
        return Templates.object(
                new Frame(name, person.name(), namespace, kind.section()), new ObjectView(kind, object));
    }

    /** The state again whenever it changes, until the browser leaves. */
    @GET
    @Path("{name: " + Names.PATTERN + "}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name) {
        var kind = Kind.of(plural);
        var one = one(kind, namespace, name);
        return Live.of(
                one,
                name,
                object -> Templates.state(new ObjectView(kind, object)).render());
    }

    @SuppressWarnings("unchecked")
    private Resource<CustomResource<?, ? extends Conditioned>> one(Kind kind, String namespace, String name) {
        return (Resource<CustomResource<?, ? extends Conditioned>>)
                (Resource<?>) person.resource(kind.type(), namespace, name);
    }
}
