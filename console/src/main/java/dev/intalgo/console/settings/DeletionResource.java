package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.form.OwnSecrets;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Deleting a database's Connection or a project, once it was read what goes with it and what stays. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/settings/{kind: connections|intalgoprojects}/{name: " + Names.PATTERN
        + "}/delete")
@RunOnVirtualThread
public class DeletionResource {
    private static final int CONFLICT = 409;

    private final Person person;
    private final Writing writing;
    private final OwnSecrets secrets;

    DeletionResource(Person person, Writing writing, OwnSecrets secrets) {
        this.person = person;
        this.writing = writing;
        this.secrets = secrets;
    }

    /**
     * What is about to be deleted.
     *
     * @param users the objects that need it
     * @param secret the Secret that was made with it; empty where there is none or it may not be deleted
     * @param git whether it comes from Git, and so has to be deleted there
     */
    public record Doomed(Kind kind, String name, List<String> users, String secret, boolean git) {
        public boolean connection() {
            return kind == Kind.CONNECTIONS;
        }
    }

    @CheckedTemplate(basePath = "settings")
    static class Templates {
        private Templates() {}

        static native TemplateInstance deletion(Frame frame, Doomed doomed);
    }

    @GET
    public TemplateInstance ask(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name) {
        var kind = Kind.of(plural);
        person.read(kind.type(), namespace, name);
        var doomed = new Doomed(
                kind,
                name,
                users(kind, namespace, name),
                secrets.of(kind, namespace, name),
                writing.fromGit(namespace));
        return Templates.deletion(new Frame("Delete " + name, person.name(), namespace, Section.SETTINGS), doomed);
    }

    private List<String> users(Kind kind, String namespace, String name) {
        var user = kind == Kind.CONNECTIONS ? Kind.PROJECTS : Kind.QUESTIONS;
        if (!person.may("list", user.plural(), namespace)) {
            return List.of();
        }
        return person.client().resources(user.type()).inNamespace(namespace).list().getItems().stream()
                .filter(object -> uses(object, name))
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    private static boolean uses(HasMetadata object, String name) {
        return switch (object) {
            case IntalgoProject project -> project.getSpec().connectionRef().equals(new ObjectRef(name));
            case Question question -> question.getSpec().projectRef().equals(new ObjectRef(name));
            default -> false;
        };
    }

    @POST
    public Response delete(
            @PathParam("namespace") String namespace,
            @PathParam("kind") String plural,
            @PathParam("name") String name,
            @FormParam("secret") boolean withSecret) {
        if (writing.fromGit(namespace)) {
            return Response.status(CONFLICT)
                    .entity(ask(namespace, plural, name))
                    .build();
        }
        var kind = Kind.of(plural);
        var secret = withSecret ? secrets.of(kind, namespace, name) : "";
        person.resource(kind.type(), namespace, name).delete();
        secrets.delete(namespace, secret);
        return Answers.to("/ns/%s/settings", namespace);
    }
}
