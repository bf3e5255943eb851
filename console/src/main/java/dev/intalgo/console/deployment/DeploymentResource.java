package dev.intalgo.console.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpecBuilder;
import dev.intalgo.api.v1alpha1.DeploymentSpecCommitsBuilder;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.form.OwnSecrets;
import dev.intalgo.console.object.Live;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A Deployment: what it runs, when, and what became of that. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/deployments/{name: " + Names.PATTERN + "}")
public class DeploymentResource {
    /** The annotation that has it run at once, where the operator can: once for each new value. */
    private static final String RUN = "intalgo.dev/run";

    private static final String PLURAL = Kind.DEPLOYMENTS.plural();

    private final Person person;
    private final Writing writing;
    private final OwnSecrets secrets;
    private final GeneratedFiles generated;
    private final Told told;

    DeploymentResource(Person person, Writing writing, OwnSecrets secrets, GeneratedFiles generated, Told told) {
        this.person = person;
        this.writing = writing;
        this.secrets = secrets;
        this.generated = generated;
        this.told = told;
    }

    /** What may be done with it. */
    record Offer(boolean run, boolean change, boolean delete) {}

    @CheckedTemplate(basePath = "deployment")
    static class Templates {
        private Templates() {}

        static native TemplateInstance deployment(
                Frame frame,
                DeploymentView view,
                GeneratedFiles.Files generated,
                List<DeploymentStatus.Run> runs,
                Diagram diagram,
                Offer offer);

        static native TemplateInstance now(DeploymentView view);

        static native TemplateInstance approve(Frame frame, DeploymentView view, String error, Written.Shown shown);

        static native TemplateInstance delete(Frame frame, DeploymentView view, String secret, boolean git);
    }

    @GET
    @RunOnVirtualThread
    public TemplateInstance show(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var view = view(namespace, name);
        return Templates.deployment(
                frame(name, namespace),
                view,
                generated.of(namespace, view.status()),
                told.runs(view),
                told.diagram(view),
                new Offer(
                        view.runsWhenTold() && person.may("patch", PLURAL, namespace),
                        view.mayChange(),
                        person.may("delete", PLURAL, namespace)));
    }

    private DeploymentView view(String namespace, String name) {
        return new DeploymentView(
                person.read(Deployment.class, namespace, name), person.may("update", PLURAL, namespace));
    }

    private Frame frame(String title, String namespace) {
        return new Frame(title, person.name(), namespace, Section.DEPLOYMENTS);
    }

    /** How it is, again whenever it changes, until the browser leaves. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var mayChange = person.may("update", PLURAL, namespace);
        return Live.of(
                person.resource(Deployment.class, namespace, name),
                name,
                deployment ->
                        Templates.now(new DeploymentView(deployment, mayChange)).render());
    }

    @POST
    @Path("run")
    @RunOnVirtualThread
    public Response run(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        writing.askNow(Kind.DEPLOYMENTS, namespace, name, RUN);
        return to(namespace, name);
    }

    private static Response to(String namespace, String name) {
        return Answers.to("/ns/%s/deployments/%s", namespace, name);
    }

    @GET
    @Path("approve")
    @RunOnVirtualThread
    public TemplateInstance approval(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return Templates.approve(frame("Approve for " + name, namespace), view(namespace, name), "", null);
    }

    /** @param commit the one that the person saw */
    @POST
    @Path("approve")
    @RunOnVirtualThread
    public Response approve(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("commit") @DefaultValue("") String commit,
            @FormParam("version") @DefaultValue("") String version,
            @FormParam("show") boolean show) {
        var view = view(namespace, name);
        var written = writing.change(approved(view.deployment(), commit, version), show);
        var frame = frame("Approve for " + name, namespace);
        return switch (written) {
            case Written.Done() -> to(namespace, name);
            case Written.Refused(String why) ->
                Answers.refused(Templates.approve(frame, view(namespace, name), why, null));
            case Written.Shown shown ->
                Response.ok(Templates.approve(frame, view, "", shown)).build();
        };
    }

    private static Deployment approved(Deployment deployment, String commit, String version) {
        var approved = new Deployment();
        approved.setMetadata(deployment.getMetadata());
        approved.getMetadata().setGeneration(Writing.generation(version));
        approved.setSpec(DeploymentSpecBuilder.builder(deployment.getSpec())
                .commits(DeploymentSpecCommitsBuilder.builder(
                                deployment.getSpec().commits())
                        .commit(commit)
                        .build())
                .build());
        return approved;
    }

    @GET
    @Path("delete")
    @RunOnVirtualThread
    public TemplateInstance deletion(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return Templates.delete(
                frame("Delete " + name, namespace),
                view(namespace, name),
                secrets.of(Kind.DEPLOYMENTS, namespace, name),
                writing.fromGit(namespace));
    }

    @POST
    @Path("delete")
    @RunOnVirtualThread
    public Response delete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        if (!writing.fromGit(namespace)) {
            person.resource(Deployment.class, namespace, name).delete();
        }
        return Answers.to("/ns/%s/deployments", namespace);
    }
}
