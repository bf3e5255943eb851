package dev.intalgo.console.model;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.object.Names;
import dev.intalgo.console.operator.ModelsApi;
import dev.intalgo.console.page.Frame;
import dev.intalgo.console.page.Kind;
import dev.intalgo.console.page.Section;
import dev.intalgo.console.session.Person;
import dev.intalgo.people.ModelText;
import dev.intalgo.people.ProjectModels.Model;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The models of a project, with what reads what. */
@Path("/ns/{namespace: " + Names.PATTERN + "}/models")
@RunOnVirtualThread
public class ModelsResource {
    private final Person person;
    private final ModelsApi operator;

    ModelsResource(Person person, @RestClient ModelsApi operator) {
        this.person = person;
        this.operator = operator;
    }

    /** What may be done with a model. */
    record Offer(boolean ask, boolean rename) {}

    @CheckedTemplate(basePath = "model")
    static class Templates {
        private Templates() {}

        static native TemplateInstance models(
                Frame frame, ProjectChoice choice, String words, List<ModelView> shown, int total, Diagram diagram);

        static native TemplateInstance found(
                Frame frame, ProjectChoice choice, String words, List<ModelView> shown, int total, Diagram diagram);

        static native TemplateInstance model(
                Frame frame, ModelView view, Question question, ModelText text, Diagram diagram, Offer offer);
    }

    @GET
    public TemplateInstance all(
            @PathParam("namespace") String namespace,
            @QueryParam("project") @DefaultValue("") String wanted,
            @QueryParam("words") @DefaultValue("") String words,
            @QueryParam("part") @DefaultValue("false") boolean part) {
        var choice = ProjectChoice.of(person, namespace, wanted);
        var frame = new Frame("Models", person.name(), namespace, Section.MODELS);
        if (!choice.chosen().matches(Names.PATTERN)) {
            return Templates.models(frame, choice, words, List.of(), 0, null);
        }
        var models = operator.all(namespace, choice.chosen()).models();
        var lineage = new Lineage(models);
        var deployments = deployments(namespace, choice.chosen());
        var found = matching(models, words);
        // Of many, the builds of their Questions would be as many requests.
        boolean few = found.size() <= Lineage.MOST;
        var shown = found.stream()
                .map(model -> new ModelView(
                        model,
                        choice.chosen(),
                        Results.of(model, few ? question(namespace, model).orElse(null) : null, deployments),
                        lineage.readers(model)))
                .toList();
        var diagram = lineage.of(found, new Pages(namespace, choice.chosen())).orElse(null);
        return part
                ? Templates.found(frame, choice, words, shown, models.size(), diagram)
                : Templates.models(frame, choice, words, shown, models.size(), diagram);
    }

    private static List<Model> matching(List<Model> all, String words) {
        var wanted = Stream.of(words.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        return all.stream()
                .filter(model -> wanted.stream().allMatch(word -> ModelView.has(model, word)))
                .toList();
    }

    private List<Deployment> deployments(String namespace, String project) {
        if (!person.may("list", Kind.DEPLOYMENTS.plural(), namespace)) {
            return List.of();
        }
        return person.client().resources(Deployment.class).inNamespace(namespace).list().getItems().stream()
                .filter(deployment -> deployment.getSpec().projectRef().name().equals(project))
                .toList();
    }

    @GET
    @Path("{project: " + Names.PATTERN + "}/{model}")
    public TemplateInstance one(
            @PathParam("namespace") String namespace,
            @PathParam("project") String project,
            @PathParam("model") String name) {
        var models = operator.all(namespace, project).models();
        var model = models.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        var lineage = new Lineage(models);
        var question = question(namespace, model).orElse(null);
        var view = new ModelView(
                model, project, Results.of(model, question, deployments(namespace, project)), lineage.readers(model));
        return Templates.model(
                new Frame(name, person.name(), namespace, Section.MODELS),
                view,
                question,
                model.kind().equals("seed") ? null : operator.text(namespace, project, name),
                lineage.around(model, new Pages(namespace, project)).orElse(null),
                new Offer(
                        person.may("create", Kind.QUESTIONS.plural(), namespace),
                        question != null && person.may("update", Kind.QUESTIONS.plural(), namespace)));
    }

    /** The Question that a model is the answer of, while it is there and the person may see it. */
    private Optional<Question> question(String namespace, Model model) {
        if (model.question().isEmpty() || !person.may("get", Kind.QUESTIONS.plural(), namespace)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                person.resource(Question.class, namespace, model.question()).get());
    }
}
