package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Deleting a question, once it is said what that means. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}/delete")
@RunOnVirtualThread
public class DeleteResource {
    private final Person person;
    private final Writing writing;

    DeleteResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance delete(Frame frame, Question question, Settings settings, boolean git);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var frame = new Frame("Delete " + name, person.name(), namespace, Section.QUESTIONS);
        var question = person.read(Question.class, namespace, name);
        var settings = Settings.of(question.getSpec(), question.getMetadata().getGeneration());
        return Templates.delete(frame, question, settings, writing.fromGit(namespace));
    }

    @POST
    public Response delete(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        if (writing.fromGit(namespace)) {
            return Answers.to("/ns/%s/questions/%s/delete", namespace, name);
        }
        person.resource(Question.class, namespace, name).delete();
        return Answers.to("/ns/%s/questions", namespace);
    }
}
