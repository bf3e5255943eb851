package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Written;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Changing a question: its words, its name, and what becomes of its answer. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}/settings")
@RunOnVirtualThread
public class SettingsResource {

    private final Person person;
    private final Edits edits;

    SettingsResource(Person person, Edits edits) {
        this.person = person;
        this.edits = edits;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance settings(
                Frame frame, Question question, Settings form, String error, Written.Shown shown);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var question = person.read(Question.class, namespace, name);
        var form = Settings.of(question.getSpec(), question.getMetadata().getGeneration());
        return page(question, form, "", null);
    }

    private TemplateInstance page(Question question, Settings form, String error, Written.Shown shown) {
        var metadata = question.getMetadata();
        var frame =
                new Frame("Change " + metadata.getName(), person.name(), metadata.getNamespace(), Section.QUESTIONS);
        return Templates.settings(frame, question, form, error, shown);
    }

    @POST
    public Response change(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @BeanParam Settings form) {
        var question = person.read(Question.class, namespace, name);
        if (!form.error().isEmpty()) {
            return refused(question, form, form.error());
        }
        return switch (edits.change(question, form.generation(), form::applied, form.show())) {
            case Written.Done() -> QuestionResource.back(namespace, name);
            case Written.Refused(String why) -> refused(question, form, why);
            case Written.Shown shown ->
                Response.ok(page(question, form, "", shown)).build();
        };
    }

    /** The form again, with all that was written in it. */
    private Response refused(Question question, Settings form, String error) {
        return Answers.refused(page(question, form, error, null));
    }
}
