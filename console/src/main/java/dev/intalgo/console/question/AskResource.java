package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.object.Table;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Asking a question. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/ask")
@RunOnVirtualThread
public class AskResource {
    private static final int LONGEST = 4000;

    private final Person person;
    private final Writing writing;

    AskResource(Person person, Writing writing) {
        this.person = person;
        this.writing = writing;
    }

    /**
     * What the form holds.
     *
     * @param once the same for each time that one form is sent, so that two clicks are one question
     * @param show shows the manifest instead of applying it
     */
    public record Form(
            @FormParam("project") String project,
            @FormParam("text") String text,
            @FormParam("mode") String mode,
            @FormParam("name") String name,
            @FormParam("once") String once,
            @FormParam("show") boolean show) {
        public Form {
            project = Objects.requireNonNullElse(project, "");
            text = Objects.requireNonNullElse(text, "");
            mode = Objects.requireNonNullElse(mode, "");
            name = Objects.requireNonNullElse(name, "");
            once = Objects.requireNonNullElse(once, "");
        }
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance ask(
                Frame frame, List<String> projects, Form form, String error, Written.Shown shown);
    }

    /**
     * @param about a model that is to be asked about
     * @param text what the question begins with
     */
    @GET
    public TemplateInstance form(
            @PathParam("namespace") String namespace,
            @QueryParam("project") @DefaultValue("") String project,
            @QueryParam("about") @DefaultValue("") String about,
            @QueryParam("text") @DefaultValue("") String text) {
        var once = UUID.randomUUID().toString().substring(0, 8);
        var begun = about.isEmpty() ? text : "With the model %s: ".formatted(about);
        var form = new Form(project, begun, "Analysis", "", once, false);
        return page(namespace, form, "", null);
    }

    private TemplateInstance page(String namespace, Form form, String error, Written.Shown shown) {
        List<String> projects = person.may("list", Kind.PROJECTS.plural(), namespace)
                ? Table.of(person.client(), Kind.PROJECTS, namespace).rows().stream()
                        .map(Table.Row::name)
                        .toList()
                : List.of();
        return Templates.ask(
                new Frame("Ask a question", person.name(), namespace, Section.QUESTIONS), projects, form, error, shown);
    }

    @POST
    public Response ask(@PathParam("namespace") String namespace, @BeanParam Form form) {
        var error = error(form);
        if (!error.isEmpty()) {
            return refused(namespace, form, error);
        }
        var question = question(namespace, form);
        return switch (writing.create(List.of(question), form.show())) {
            case Written.Done() ->
                QuestionResource.back(namespace, question.getMetadata().getName());
            case Written.Refused(String why) -> refused(namespace, form, why);
            case Written.Shown shown ->
                Response.ok(page(namespace, form, "", shown)).build();
        };
    }

    /** The form again, with all that was written in it. */
    private Response refused(String namespace, Form form, String error) {
        return Answers.refused(page(namespace, form, error, null));
    }

    private static String error(Form form) {
        if (form.text().isBlank()) {
            return "Write the question.";
        }
        if (length(form.text()) > LONGEST) {
            return "The question has %d characters, and may have %d: say it more shortly."
                    .formatted(length(form.text()), LONGEST);
        }
        if (!form.project().matches(Names.PATTERN)) {
            return "Choose the project that the answer becomes a part of.";
        }
        return form.name().isEmpty() || form.name().matches(Names.PATTERN)
                ? ""
                : "A name has small letters, digits and -: top-customers.";
    }

    /** What was written in a form, without what browsers add to the ends of lines. */
    static String plain(String text) {
        return text.replace("\r\n", "\n").strip();
    }

    /** How many characters it has, as the API server counts them. */
    static int length(String text) {
        var plain = plain(text);
        return plain.codePointCount(0, plain.length());
    }

    private static Question question(String namespace, Form form) {
        var question = new Question();
        question.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(form.name().isEmpty() ? Names.of(form.text(), form.once()) : form.name())
                .build());
        question.setSpec(QuestionSpecBuilder.builder()
                .projectRef(new ObjectRef(form.project()))
                .text(plain(form.text()))
                .mode("Model".equals(form.mode()) ? QuestionSpec.Mode.MODEL : QuestionSpec.Mode.ANALYSIS)
                .build());
        return question;
    }
}
