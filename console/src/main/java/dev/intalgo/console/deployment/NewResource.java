package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.console.model.ProjectChoice;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Making a Deployment: first the platform, then the rest. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/deployments/new")
@RunOnVirtualThread
public class NewResource {
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
                .map(chosen -> pages.page(
                        namespace,
                        Specs.fresh(
                                chosen,
                                ProjectChoice.of(person, namespace, project).chosen()),
                        "",
                        null))
                .orElseGet(() -> pages.platforms(namespace, project));
    }

    @POST
    public Response make(@PathParam("namespace") String namespace, @BeanParam DeploymentForm form) {
        var read = FormPages.read(form, null);
        if (!read.wrong().isEmpty()) {
            return pages.refused(namespace, form, read.wrong());
        }
        var deployment = new Deployment();
        deployment.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(form.name())
                .build());
        deployment.setSpec(read.spec());
        return pages.answer(namespace, form, writing.create(List.of(deployment), form.show()));
    }
}
