package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.AnswersApi;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Written;
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
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Writing an answer's SQL by hand, and giving it back to the LLM. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}/sql")
@RunOnVirtualThread
public class SqlResource {
    private static final int LONGEST = 100_000;

    private final Person person;
    private final Edits edits;
    private final AnswersApi answers;

    SqlResource(Person person, Edits edits, @RestClient AnswersApi answers) {
        this.person = person;
        this.edits = edits;
        this.answers = answers;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance sql(
                Frame frame, Question question, long generation, String sql, String error, Written.Shown shown);
    }

    @GET
    public TemplateInstance form(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var question = person.read(Question.class, namespace, name);
        return page(question, question.getMetadata().getGeneration(), current(question), "", null);
    }

    private String current(Question question) {
        if (question.getSpec().sql() != null) {
            return question.getSpec().sql();
        }
        var metadata = question.getMetadata();
        return question.getStatus() == null || question.getStatus().sql() == null
                ? ""
                : answers.sql(metadata.getNamespace(), metadata.getName()).sql();
    }

    private TemplateInstance page(Question question, long generation, String sql, String error, Written.Shown shown) {
        var metadata = question.getMetadata();
        var frame =
                new Frame("SQL of " + metadata.getName(), person.name(), metadata.getNamespace(), Section.QUESTIONS);
        return Templates.sql(frame, question, generation, sql, error, shown);
    }

    /** @param llm whether the LLM is to write it, and not what is in the form */
    @POST
    public Response write(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("generation") long seen,
            @FormParam("sql") @DefaultValue("") String sql,
            @FormParam("llm") boolean llm,
            @FormParam("show") boolean show) {
        var question = person.read(Question.class, namespace, name);
        var error = llm ? "" : error(sql);
        if (!error.isEmpty()) {
            return refused(question, seen, sql, error);
        }
        var wanted = llm ? null : AskResource.plain(sql);
        var written = edits.change(
                question,
                seen,
                spec -> QuestionSpecBuilder.builder(spec).sql(wanted).build(),
                show);
        return switch (written) {
            case Written.Done() -> QuestionResource.back(namespace, name);
            case Written.Refused(String why) -> refused(question, seen, sql, why);
            case Written.Shown shown ->
                Response.ok(page(question, seen, sql, "", shown)).build();
        };
    }

    private static String error(String sql) {
        if (sql.isBlank()) {
            return "Write a SELECT.";
        }
        return AskResource.length(sql) > LONGEST ? "SQL may have %d characters.".formatted(LONGEST) : "";
    }

    /** The form again, with all that was written in it. */
    private Response refused(Question question, long seen, String sql, String error) {
        return Answers.refused(page(question, seen, sql, error, null));
    }
}
