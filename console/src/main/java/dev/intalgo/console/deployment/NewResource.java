package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.ObjectName;
import dev.intalgo.console.model.ProjectChoice;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** Making a Deployment: first the platform, then the rest. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/deployments/new")
@RunOnVirtualThread
public class NewResource {
    /** The name that this page has among those of Deployments. */
    private static final String TAKEN = "new";

    private final Person person;
    private final Writing writing;
    private final FormPages pages;

    NewResource(Person person, Writing writing, FormPages pages) {
        this.person = person;
        this.writing = writing;
        this.pages = pages;
    }

    @GET
    public TemplateInstance choose(
            @PathParam("namespace") String namespace,
            @QueryParam("platform") @DefaultValue("") String platform,
            @QueryParam("project") @DefaultValue("") String project) {
        return Platform.of(platform)
                .map(chosen -> page(
                        namespace,
                        form(
                                namespace,
                                chosen,
                                ProjectChoice.of(person, namespace, project).chosen(),
                                null),
                        "",
                        List.of(),
                        null))
                .orElseGet(() -> pages.platforms(namespace, project));
    }

    private DeploymentForm form(
            String namespace, Platform platform, String project, MultivaluedMap<String, String> input) {
        return pages.form(namespace, platform, DeploymentForm.fresh(platform, project), input);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response make(
            @PathParam("namespace") String namespace,
            @QueryParam("platform") @DefaultValue("") String platform,
            MultivaluedMap<String, String> input) {
        var chosen = Platform.of(platform).orElseThrow(NotFoundException::new);
        var project = input.getFirst("project");
        var form = form(namespace, chosen, project == null ? "" : project.strip(), input);
        var name = ObjectName.of(input);
        List<String> problems = new ArrayList<>(ObjectName.problems(name));
        if (name.equals(TAKEN)) {
            problems.add("Give it another name: \"%s\" is taken.".formatted(TAKEN));
        }
        var secrets = new NewSecrets(Kind.DEPLOYMENTS, namespace, name);
        var spec = form.spec(secrets, problems);
        if (!problems.isEmpty()) {
            return refused(namespace, form, name, problems);
        }
        var deployment = new Deployment();
        deployment.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        deployment.setSpec(spec.orElseThrow());
        List<HasMetadata> objects = new ArrayList<>(secrets.objects());
        objects.add(deployment);
        return switch (writing.create(objects, "true".equals(input.getFirst("show")))) {
            case Written.Done() -> Answers.to("/ns/%s/deployments/%s", namespace, name);
            case Written.Refused(String why) -> refused(namespace, form, name, List.of(why));
            case Written.Shown shown ->
                Response.ok(page(namespace, form, name, List.of(), shown)).build();
        };
    }

    private Response refused(String namespace, DeploymentForm form, String name, List<String> problems) {
        return Answers.refused(page(namespace, form, name, problems, null));
    }

    private TemplateInstance page(
            String namespace, DeploymentForm form, String name, List<String> problems, Written.Shown shown) {
        var view = new FormView(
                "/ns/%s/deployments/new?platform=%s"
                        .formatted(namespace, form.platform().key()),
                ObjectName.field("What to call the deployment", name),
                "",
                form.parts(),
                problems,
                "Deploy");
        return pages.page(namespace, "New deployment", form, view, shown);
    }
}
