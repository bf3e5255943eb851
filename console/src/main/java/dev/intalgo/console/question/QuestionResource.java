package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.console.object.Live;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.quarkus.csrf.reactive.runtime.CsrfTokenParameterProvider;
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
import java.util.ArrayList;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** A question with its answer, and what people do with them by a click. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/questions/{name: " + Names.PATTERN + "}")
public class QuestionResource {
    private static final int LONGEST_ANSWER = 1000;

    private final Person person;
    private final Edits edits;
    private final Writing writing;
    private final CsrfTokenParameterProvider csrf;

    QuestionResource(Person person, Edits edits, Writing writing, CsrfTokenParameterProvider csrf) {
        this.person = person;
        this.edits = edits;
        this.writing = writing;
        this.csrf = csrf;
    }

    @CheckedTemplate(basePath = "question")
    static class Templates {
        private Templates() {}

        static native TemplateInstance page(
                Frame frame, QuestionView view, boolean live, String error, Written.Shown shown);

        static native TemplateInstance state(QuestionView view, boolean live);
    }

    @GET
    @RunOnVirtualThread
    public TemplateInstance show(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return page(namespace, person.read(Question.class, namespace, name), "", null);
    }

    private TemplateInstance page(String namespace, Question question, String error, Written.Shown shown) {
        var view = new QuestionView(question, Offered.to(person, namespace), csrf.getToken());
        return Templates.page(
                new Frame(view.name(), person.name(), namespace, Section.QUESTIONS), view, false, error, shown);
    }

    /** What is known of it, again whenever it changes. */
    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    public Multi<String> events(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        var may = Offered.to(person, namespace);
        var token = csrf.getToken();
        return Live.of(
                person.resource(Question.class, namespace, name),
                name,
                question -> Templates.state(new QuestionView(question, may, token), true)
                        .render());
    }

    /** Answers what the LLM asked back. */
    @POST
    @Path("clarify")
    @RunOnVirtualThread
    public Response clarify(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("generation") long seen,
            @FormParam("question") @DefaultValue("") String asked,
            @FormParam("answer") @DefaultValue("") String answer,
            @FormParam("show") boolean show) {
        var question = person.read(Question.class, namespace, name);
        if (answer.isBlank()) {
            return refused(namespace, question, "Choose an answer, or write one.");
        }
        if (answer.codePointCount(0, answer.length()) > LONGEST_ANSWER) {
            return refused(namespace, question, "An answer may have %d characters.".formatted(LONGEST_ANSWER));
        }
        return told(namespace, question, edits.change(question, seen, spec -> clarified(spec, asked, answer), show));
    }

    private static QuestionSpec clarified(QuestionSpec spec, String asked, String answer) {
        var all = new ArrayList<>(spec.clarifications());
        all.removeIf(known -> known.question().equals(asked));
        all.add(new QuestionSpec.Clarification(asked, answer.strip()));
        return QuestionSpecBuilder.builder(spec).clarifications(all).build();
    }

    /** Makes a model of an analysis, and the other way. */
    @POST
    @Path("mode")
    @RunOnVirtualThread
    public Response mode(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("generation") long seen,
            @FormParam("mode") @DefaultValue("") String mode,
            @FormParam("show") boolean show) {
        var question = person.read(Question.class, namespace, name);
        return told(namespace, question, edits.change(question, seen, spec -> Settings.moded(spec, mode), show));
    }

    private Response told(String namespace, Question question, Written written) {
        return switch (written) {
            case Written.Done() -> back(namespace, question.getMetadata().getName());
            case Written.Refused(String why) ->
                refused(
                        namespace,
                        person.read(
                                Question.class,
                                namespace,
                                question.getMetadata().getName()),
                        why);
            case Written.Shown shown ->
                Response.ok(page(namespace, question, "", shown)).build();
        };
    }

    private Response refused(String namespace, Question question, String error) {
        return Answers.refused(page(namespace, question, error, null));
    }

    /** To the question's page, which tells what comes of it. */
    static Response back(String namespace, String name) {
        return Answers.to("/ns/%s/questions/%s", namespace, name);
    }

    /** Says that the SQL of this hash is right. */
    @POST
    @Path("confirm")
    @RunOnVirtualThread
    public Response confirm(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("hash") @DefaultValue("") String hash) {
        return annotate(namespace, name, QuestionView.CONFIRMED, hash);
    }

    /** Takes back the edit in Git that the SQL of this hash is. */
    @POST
    @Path("revert")
    @RunOnVirtualThread
    public Response revert(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("hash") @DefaultValue("") String hash) {
        return annotate(namespace, name, QuestionView.REVERT, hash);
    }

    /** Has a build that failed tried again. */
    @POST
    @Path("rebuild")
    @RunOnVirtualThread
    public Response rebuild(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        writing.askNow(Kind.QUESTIONS, namespace, name, QuestionView.REBUILD);
        return back(namespace, name);
    }

    /** Proposes again what was closed. */
    @POST
    @Path("reopen")
    @RunOnVirtualThread
    public Response reopen(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @FormParam("what") @DefaultValue("") String what) {
        return annotate(namespace, name, QuestionView.REOPEN, what);
    }

    private Response annotate(String namespace, String name, String annotation, String value) {
        writing.annotate(Kind.QUESTIONS, namespace, name, annotation, value);
        return back(namespace, name);
    }
}
