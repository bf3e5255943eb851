package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

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
        var models = pages.models(namespace, deployment.getSpec().projectRef().name());
        return pages.page(namespace, Specs.of(deployment, models), "", null);
    }

    @POST
    public Response change(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @BeanParam DeploymentForm form) {
        var before = person.read(Deployment.class, namespace, name);
        var read = FormPages.read(form, before.getSpec());
        if (!read.wrong().isEmpty()) {
            return pages.refused(namespace, form, read.wrong());
        }
        return pages.answer(namespace, form, writing.change(changed(before, form, read.spec()), form.show()));
    }

    private static Deployment changed(Deployment before, DeploymentForm form, DeploymentSpec spec) {
        var changed = new Deployment();
        changed.setMetadata(before.getMetadata());
        changed.getMetadata().setGeneration(Writing.generation(form.version()));
        changed.setSpec(spec);
        return changed;
    }
}
