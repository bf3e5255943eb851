package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.console.form.FormView;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** Changing a Deployment. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/deployments/{name: " + Names.PATTERN + "}/edit")
@RunOnVirtualThread
public class EditResource {
    private final Writing writing;
    private final Person person;
    private final FormPages pages;

    EditResource(Person person, Writing writing, FormPages pages) {
        this.writing = writing;
        this.person = person;
        this.pages = pages;
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var deployment = person.read(Deployment.class, namespace, name);
        var version = String.valueOf(deployment.getMetadata().getGeneration());
        return page(namespace, name, form(deployment, null), version, List.of(), null);
    }

    private DeploymentForm form(Deployment deployment, MultivaluedMap<String, String> input) {
        var spec = deployment.getSpec();
        return pages.form(deployment.getMetadata().getNamespace(), Platform.of(spec), spec, input);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response change(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("version") @DefaultValue("") String version,
            MultivaluedMap<String, String> input) {
        var before = person.read(Deployment.class, namespace, name);
        var form = form(before, input);
        List<String> problems = new ArrayList<>();
        var secrets = new NewSecrets(Kind.DEPLOYMENTS, namespace, name);
        var spec = form.spec(secrets, problems);
        if (spec.isEmpty()) {
            return refused(namespace, name, form, version, problems);
        }
        before.setSpec(spec.get());
        before.getMetadata().setGeneration(Writing.generation(version));
        return switch (writing.change(before, secrets.objects(), "true".equals(input.getFirst("show")))) {
            case Written.Done() -> Answers.to("/ns/%s/deployments/%s", namespace, name);
            case Written.Refused(String why) -> refused(namespace, name, form, version, List.of(why));
            case Written.Shown shown ->
                Response.ok(page(namespace, name, form, version, List.of(), shown))
                        .build();
        };
    }

    private Response refused(
            String namespace, String name, DeploymentForm form, String version, List<String> problems) {
        return Answers.refused(page(namespace, name, form, version, problems, null));
    }

    private TemplateInstance page(
            String namespace,
            String name,
            DeploymentForm form,
            String version,
            List<String> problems,
            Written.Shown shown) {
        var view = new FormView(
                "/ns/%s/deployments/%s/edit".formatted(namespace, name), null, version, form.parts(), problems, "Save");
        return pages.page(namespace, "Change " + name, form, view, shown);
    }
}
