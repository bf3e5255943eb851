package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.SpecForm;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.object.Table;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.client.CustomResource;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Everything that a namespace's databases and projects are told, to be changed. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/settings")
@RunOnVirtualThread
public class SettingsResource {
    private static final String ONE = "{kind: connections|intalgoprojects}/{name: " + Names.PATTERN + "}";

    private final Person person;
    private final Forms forms;
    private final Writing writing;

    SettingsResource(Person person, Forms forms, Writing writing) {
        this.person = person;
        this.forms = forms;
        this.writing = writing;
    }

    /**
     * The objects of a kind.
     *
     * @param allowed whether the person may list them
     * @param mayCreate whether the person may make one
     */
    public record Listed(Kind kind, boolean allowed, boolean mayCreate, List<Table.Row> rows) {}

    /** What may be done to the object of a form. */
    public record Offered(Kind kind, String name, boolean change, boolean delete) {}

    @CheckedTemplate(basePath = "settings")
    static class Templates {
        private Templates() {}

        static native TemplateInstance settings(Frame frame, List<Listed> kinds);

        static native TemplateInstance object(Frame frame, Offered offered, FormView view, Written.Shown shown);
    }

    @GET
    public TemplateInstance list(@PathParam("namespace") String namespace) {
        return Templates.settings(
                new Frame("Settings", person.name(), namespace, Section.SETTINGS),
                List.of(listed(Kind.CONNECTIONS, namespace), listed(Kind.PROJECTS, namespace)));
    }

    private Listed listed(Kind kind, String namespace) {
        boolean allowed = person.may("list", kind.plural(), namespace);
        return new Listed(
                kind,
                allowed,
                person.may("create", kind.plural(), namespace),
                allowed ? Table.of(person.client(), kind, namespace).rows() : List.of());
    }

    @GET
    @Path(ONE)
    public TemplateInstance form(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name) {
        var object = person.read(Kind.of(plural).type(), namespace, name);
        return page(object, form(object, null), version(object), List.of(), null);
    }

    /** Writes what was changed; or makes the form anew, for another kind of database or the like. */
    @POST
    @Path(ONE)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name,
            MultivaluedMap<String, String> input) {
        var object = person.read(Kind.of(plural).type(), namespace, name);
        var form = form(object, input);
        var version = input.getFirst("version");
        if (input.containsKey("again")) {
            return Response.ok(page(object, form, version, List.of(), null)).build();
        }
        List<String> problems = new ArrayList<>();
        var secrets = new NewSecrets(Kind.of(plural), namespace, name);
        var spec = form.spec(secrets, problems);
        if (spec.isEmpty()) {
            return refused(object, form, version, problems);
        }
        if (!version(object).equals(version)) {
            return refused(object, form, version, List.of(Writing.CHANGED));
        }
        set(object, spec.get());
        return switch (writing.change(object, secrets.objects(), "true".equals(input.getFirst("show")))) {
            case Written.Done() -> Response.seeOther(after(object)).build();
            case Written.Refused(String why) -> refused(object, form, version, List.of(why));
            case Written.Shown shown ->
                Response.ok(page(object, form, version, List.of(), shown)).build();
        };
    }

    private SpecForm form(CustomResource<?, ?> object, MultivaluedMap<String, String> input) {
        var namespace = object.getMetadata().getNamespace();
        return switch (object) {
            case Connection connection -> forms.connection(namespace, connection.getSpec(), input);
            case IntalgoProject project -> forms.project(namespace, project.getSpec(), input);
            default -> throw new NotFoundException();
        };
    }

    /** Tells one spec from the next. The resourceVersion would tell too much: the operator writes the status often. */
    private static String version(CustomResource<?, ?> object) {
        return object.getMetadata().getGeneration().toString();
    }

    private static void set(CustomResource<?, ?> object, Object spec) {
        switch (object) {
            case Connection connection -> connection.setSpec((ConnectionSpec) spec);
            case IntalgoProject project -> project.setSpec((IntalgoProjectSpec) spec);
            default -> throw new NotFoundException();
        }
    }

    /** Where to see what comes of it: a database that was never read is being tried. */
    private static URI after(CustomResource<?, ? extends Conditioned> object) {
        var namespace = object.getMetadata().getNamespace();
        var name = object.getMetadata().getName();
        boolean first = object instanceof Connection connection
                && (connection.getStatus() == null || connection.getStatus().catalog() == null);
        return URI.create(
                first
                        ? "/ns/%s/start/test/%s".formatted(namespace, name)
                        : "/ns/%s/%s/%s".formatted(namespace, object.getPlural(), name));
    }

    private Response refused(CustomResource<?, ?> object, SpecForm form, String version, List<String> problems) {
        return Answers.refused(page(object, form, version, problems, null));
    }

    private TemplateInstance page(
            CustomResource<?, ?> object, SpecForm form, String version, List<String> problems, Written.Shown shown) {
        var namespace = object.getMetadata().getNamespace();
        var name = object.getMetadata().getName();
        var kind = Kind.of(object.getPlural());
        var offered = new Offered(
                kind,
                name,
                person.may("update", kind.plural(), namespace),
                person.may("delete", kind.plural(), namespace));
        var view = new FormView(
                "/ns/%s/settings/%s/%s".formatted(namespace, kind.plural(), name),
                null,
                version,
                form.parts(),
                problems,
                "Save");
        return Templates.object(
                new Frame("Settings of " + name, person.name(), namespace, Section.SETTINGS), offered, view, shown);
    }
}
