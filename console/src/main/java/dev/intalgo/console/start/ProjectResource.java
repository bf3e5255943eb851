package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpecBuilder;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.ObjectName;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.object.Table;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.settings.Forms;
import dev.intalgo.console.settings.ProjectForm;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** The third step: the project, where it is kept, and what answers. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/start/project")
@RunOnVirtualThread
public class ProjectResource {

    private final Person person;
    private final Forms forms;
    private final Writing writing;
    private final Suspension suspension;

    ProjectResource(Person person, Forms forms, Writing writing, Suspension suspension) {
        this.person = person;
        this.forms = forms;
        this.writing = writing;
        this.suspension = suspension;
    }

    @CheckedTemplate(basePath = "start")
    static class Templates {
        private Templates() {}

        static native TemplateInstance project(
                Frame frame, boolean may, List<String> connections, FormView view, Written.Shown shown);
    }

    @GET
    public TemplateInstance form(
            @PathParam("namespace") String namespace, @QueryParam("connection") @DefaultValue("") String connection) {
        List<String> connections = connections(namespace);
        var about = connections.contains(connection)
                ? connection
                : connections.stream().findFirst().orElse("");
        var form = forms.project(namespace, about(about), null);
        return page(namespace, about, form, about, List.of(), null);
    }

    /** Makes the project, and has the database read. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response make(
            @PathParam("namespace") String namespace,
            @QueryParam("connection") @DefaultValue("") String connection,
            MultivaluedMap<String, String> input) {
        var form = forms.project(namespace, about(connection), input);
        var name = ObjectName.of(input);
        if (input.containsKey("again")) {
            return Response.ok(page(namespace, connection, form, name, List.of(), null))
                    .build();
        }
        List<String> problems = new ArrayList<>(ObjectName.problems(name));
        var secrets = new NewSecrets(Kind.PROJECTS, namespace, name);
        var spec = form.spec(secrets, problems);
        if (!problems.isEmpty()) {
            return refused(namespace, connection, form, name, problems);
        }
        List<HasMetadata> objects = new ArrayList<>(secrets.objects());
        objects.add(project(namespace, name, spec.orElseThrow()));
        return switch (writing.create(objects, "true".equals(input.getFirst("show")))) {
            case Written.Done() -> {
                suspension.end(namespace, connection);
                yield Answers.to("/ns/%s/start/reading/%s", namespace, connection);
            }
            case Written.Refused(String why) -> refused(namespace, connection, form, name, List.of(why));
            case Written.Shown shown ->
                Response.ok(page(namespace, connection, form, name, List.of(), shown))
                        .build();
        };
    }

    private static IntalgoProjectSpec about(String connection) {
        return IntalgoProjectSpecBuilder.builder()
                .connectionRef(new ObjectRef(connection))
                .build();
    }

    private static IntalgoProject project(String namespace, String name, IntalgoProjectSpec spec) {
        var project = new IntalgoProject();
        project.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        project.setSpec(spec);
        return project;
    }

    private List<String> connections(String namespace) {
        return person.may("list", Kind.CONNECTIONS.plural(), namespace)
                ? Table.of(person.client(), Kind.CONNECTIONS, namespace).rows().stream()
                        .map(Table.Row::name)
                        .toList()
                : List.of();
    }

    private Response refused(
            String namespace, String connection, ProjectForm form, String name, List<String> problems) {
        return Answers.refused(page(namespace, connection, form, name, problems, null));
    }

    private TemplateInstance page(
            String namespace,
            String connection,
            ProjectForm form,
            String name,
            List<String> problems,
            Written.Shown shown) {
        var view = new FormView(
                "/ns/%s/start/project?connection=%s".formatted(namespace, connection),
                ObjectName.field("What to call the project", name),
                "",
                form.parts(),
                problems,
                "Make the project");
        return Templates.project(
                new Frame("Start", person.name(), namespace, Section.OVERVIEW),
                person.may("create", Kind.PROJECTS.plural(), namespace),
                connections(namespace),
                view,
                shown);
    }
}
