package dev.intalgo.console.model;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.ModelsApi;
import dev.intalgo.console.page.Answers;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.console.write.Writing;
import dev.intalgo.console.write.Written;
import dev.intalgo.people.ProjectModels.Model;
import dev.intalgo.people.RenamePreview;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Giving a Question's answer another name: first what would change, then the change. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/models/{project: " + Names.PATTERN + "}/{model}/rename")
@RunOnVirtualThread
public class RenameResource {
    private static final String DBT_NAME = "[a-z][a-z0-9_]{0,62}";

    private final Person person;
    private final Writing writing;
    private final ModelsApi operator;

    RenameResource(Person person, Writing writing, @RestClient ModelsApi operator) {
        this.person = person;
        this.writing = writing;
        this.operator = operator;
    }

    /**
     * What the form holds.
     *
     * @param version the generation of the Question that the person saw
     * @param show shows the manifest instead of applying it
     */
    public record Form(
            @FormParam("to") String to,
            @FormParam("keepOldName") boolean keepOldName,
            @FormParam("version") String version,
            @FormParam("show") boolean show) {
        public Form {
            to = Objects.requireNonNullElse(to, "").strip();
            version = Objects.requireNonNullElse(version, "");
        }
    }

    @CheckedTemplate(basePath = "model")
    static class Templates {
        private Templates() {}

        static native TemplateInstance rename(
                Frame frame,
                String project,
                Question question,
                Form form,
                RenamePreview preview,
                List<String> deployments,
                String error,
                Written.Shown shown);
    }

    @GET
    public TemplateInstance form(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("model") String model,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("keepOldName") @DefaultValue("false") boolean keepOldName) {
        var question = question(namespace, project, model);
        var keep = to.isEmpty() ? question.getSpec().keepOldName() : keepOldName;
        var form = new Form(to, keep, question.getMetadata().getGeneration().toString(), false);
        return page(project, model, question, form, "", null);
    }

    private Question question(String namespace, String project, String model) {
        var object = operator.all(namespace, project).models().stream()
                .filter(one -> one.name().equals(model) && !one.question().isEmpty())
                .map(Model::question)
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return person.read(Question.class, namespace, object);
    }

    private TemplateInstance page(
            String project, String model, Question question, Form form, String error, Written.Shown shown) {
        var namespace = question.getMetadata().getNamespace();
        var wrong = form.to().isEmpty() || form.to().matches(DBT_NAME)
                ? ""
                : "A name has small letters, digits and _,"
                        + " and begins with a letter: top_customers. It may have 63 of them.";
        var preview = form.to().isEmpty() || !wrong.isEmpty()
                ? null
                : operator.rename(namespace, project, model, form.to(), form.keepOldName());
        return Templates.rename(
                new Frame("Rename " + question.dbtName(), person.name(), namespace, Section.MODELS),
                project,
                question,
                form,
                preview,
                naming(namespace, project, question.dbtName()),
                error.isEmpty() ? wrong : error,
                shown);
    }

    /** The Deployments that choose it by its name, which a rename does not change. */
    private List<String> naming(String namespace, String project, String model) {
        if (!person.may("list", Kind.DEPLOYMENTS.plural(), namespace)) {
            return List.of();
        }
        var word = Pattern.compile("(?<!\\w)" + Pattern.quote(model) + "(?!\\w)");
        return person.client().resources(Deployment.class).inNamespace(namespace).list().getItems().stream()
                .filter(deployment -> deployment.getSpec().projectRef().name().equals(project))
                .filter(deployment -> Stream.concat(
                                deployment.getSpec().select().stream(), deployment.getSpec().exclude().stream())
                        .anyMatch(selector -> word.matcher(selector).find()))
                .map(deployment -> deployment.getMetadata().getName())
                .toList();
    }

    @POST
    public Response rename(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("model") String model,
            @BeanParam Form form) {
        var question = question(namespace, project, model);
        if (!form.to().matches(DBT_NAME)) {
            return refused(page(project, model, question, form, "Write the new name.", null));
        }
        var renamed = new Question();
        renamed.setMetadata(question.getMetadata());
        renamed.getMetadata().setGeneration(Writing.generation(form.version()));
        renamed.setSpec(QuestionSpecBuilder.builder(question.getSpec())
                .name(form.to())
                .keepOldName(form.keepOldName())
                .build());
        return switch (writing.change(renamed, form.show())) {
            case Written.Done() ->
                Answers.to(
                        "/ns/%s/questions/%s", namespace, question.getMetadata().getName());
            case Written.Refused(String why) -> refused(page(project, model, question, form, why, null));
            case Written.Shown shown ->
                Response.ok(page(project, model, question, form, "", shown)).build();
        };
    }

    private static Response refused(TemplateInstance page) {
        return Answers.refused(page);
    }
}
