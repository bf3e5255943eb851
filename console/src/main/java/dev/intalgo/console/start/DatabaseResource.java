package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionSpecBuilder;
import dev.intalgo.api.v1alpha1.ConnectionSpecIngestionBuilder;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.ObjectName;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.settings.ConnectionForm;
import dev.intalgo.console.settings.Forms;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** The first step: which database, and how to reach it. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start/database")
@RunOnVirtualThread
public class DatabaseResource {
    private static final ConnectionSpec NOTHING =
            ConnectionSpecBuilder.builder().build();

    private final Person person;
    private final Forms forms;
    private final Writing writing;

    DatabaseResource(Person person, Forms forms, Writing writing) {
        this.person = person;
        this.forms = forms;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "start")
    static class Templates {
        private Templates() {}

        static native TemplateInstance database(Frame frame, boolean may, FormView view, Written.Shown shown);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace) {
        return page(namespace, forms.connection(namespace, NOTHING, null), namespace, List.of(), null);
    }

    /** Makes the Connection, which at first is only tried; or makes the form anew, for another kind of database. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response make(@PathParam("namespace") String namespace, MultivaluedMap<String, String> input) {
        var form = forms.connection(namespace, NOTHING, input);
        var name = ObjectName.of(input);
        if (input.containsKey("again")) {
            return Response.ok(page(namespace, form, name, List.of(), null)).build();
        }
        List<String> problems = new ArrayList<>(ObjectName.problems(name));
        var secrets = new NewSecrets(Kind.CONNECTIONS, namespace, name);
        var spec = form.spec(secrets, problems);
        if (!problems.isEmpty()) {
            return refused(namespace, form, name, problems);
        }
        boolean show = "true".equals(input.getFirst("show"));
        boolean tried = !show && !writing.fromGit(namespace);
        List<HasMetadata> objects = new ArrayList<>(secrets.objects());
        objects.add(connection(namespace, name, tried ? onlyTried(spec.orElseThrow()) : spec.orElseThrow()));
        return switch (writing.create(objects, show)) {
            case Written.Done() -> Answers.to("/ns/%s/start/test/%s", namespace, name);
            case Written.Refused(String why) -> refused(namespace, form, name, List.of(why));
            case Written.Shown shown ->
                Response.ok(page(namespace, form, name, List.of(), shown)).build();
        };
    }

    static Connection connection(String namespace, String name, ConnectionSpec spec) {
        var connection = new Connection();
        connection.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        connection.setSpec(spec);
        return connection;
    }

    /** Nothing is read until somebody has seen that it is the right database. */
    static ConnectionSpec onlyTried(ConnectionSpec spec) {
        return ConnectionSpecBuilder.builder(spec)
                .ingestion(ConnectionSpecIngestionBuilder.builder(spec.ingestion())
                        .suspend(true)
                        .build())
                .build();
    }

    private Response refused(String namespace, ConnectionForm form, String name, List<String> problems) {
        return Answers.refused(page(namespace, form, name, problems, null));
    }

    private TemplateInstance page(
            String namespace, ConnectionForm form, String name, List<String> problems, Written.Shown shown) {
        var view = new FormView(
                "/ns/%s/start/database".formatted(namespace),
                ObjectName.field("What to call the database", name),
                "",
                form.parts(),
                problems,
                "Test connection");
        return Templates.database(
                new Frame("Start", person.name(), namespace, Section.OVERVIEW),
                person.may("create", Kind.CONNECTIONS.plural(), namespace),
                view,
                shown);
    }
}
