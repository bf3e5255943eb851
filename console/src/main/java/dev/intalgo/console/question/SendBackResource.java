package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Saying that an answer is not right, and why. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}/send-back")
@RunOnVirtualThread
public class SendBackResource {
    private static final int LONGEST = 4000;

    private final Person person;
    private final Writing writing;

    SendBackResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance sendBack(Frame frame, Question question, String comment, String error);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return page(person.read(Question.class, namespace, name), "", "");
    }

    private TemplateInstance page(Question question, String comment, String error) {
        var metadata = question.getMetadata();
        var frame =
                new Frame("Send back " + metadata.getName(), person.name(), metadata.getNamespace(), Section.QUESTIONS);
        return Templates.sendBack(frame, question, comment, error);
    }

    /** @param hash the SQL that the person saw: the operator does nothing where there is other SQL now */
    @POST
    public Response sendBack(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("hash") @DefaultValue("") String hash,
            @FormParam("comment") @DefaultValue("") String comment) {
        var error = error(comment);
        if (!error.isEmpty()) {
            return Answers.refused(page(person.read(Question.class, namespace, name), comment, error));
        }
        writing.annotate(
                Kind.QUESTIONS, namespace, name, QuestionView.REJECTED, hash + " " + AskResource.plain(comment));
        return QuestionResource.back(namespace, name);
    }

    private static String error(String comment) {
        if (comment.isBlank()) {
            return "Say what is wrong with the answer.";
        }
        return AskResource.length(comment) > LONGEST ? "A comment may have %d characters.".formatted(LONGEST) : "";
    }
}
