package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.Place;
import dev.intalgo.operator.dbt.ProjectNodes;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.ProjectQuestions;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.question.Renaming;
import dev.intalgo.people.ModelText;
import dev.intalgo.people.ProjectModels;
import dev.intalgo.people.RenamePreview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a project's repository has: models with their lineage, and what a rename would change. */
@Path("/people/v1/projects/{namespace}/{project}/models")
@RunOnVirtualThread
public class ModelsResource {
    private static final String NAME = "[a-z][a-z0-9_]{0,62}";

    private final People people;
    private final KubernetesClient client;
    private final Repositories repositories;
    private final RepositoryPlaces places;

    ModelsResource(People people, KubernetesClient client, Repositories repositories, RepositoryPlaces places) {
        this.people = people;
        this.client = client;
        this.repositories = repositories;
        this.places = places;
    }

    @GET
    public ProjectModels all(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String name) {
        people.allowed(authorization, "get", "intalgoprojects", namespace, name);
        var snapshot = snapshot(people.object(IntalgoProject.class, namespace, name));
        return new ProjectModels(Objects.requireNonNullElse(snapshot.commit(), ""), ProjectNodes.of(snapshot.files()));
    }

    @GET
    @Path("{model}/text")
    public ModelText text(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String name,
            @PathParam("model") String model) {
        people.allowed(authorization, "get", "intalgoprojects", namespace, name);
        var files =
                snapshot(people.object(IntalgoProject.class, namespace, name)).files();
        return ProjectNodes.of(files).stream()
                .filter(one -> one.name().equals(model))
                .findFirst()
                .map(one -> new ModelText(one.path(), files.get(one.path())))
                .orElseThrow(() -> refused(404, "there is no model %s".formatted(model)));
    }

    @GET
    @Path("{model}/rename")
    public RenamePreview rename(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("project") String name,
            @PathParam("model") String model,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("keepOldName") @DefaultValue("false") boolean keepOldName) {
        people.allowed(authorization, "get", "intalgoprojects", namespace, name);
        if (!to.matches(NAME)) {
            throw refused(
                    422, "a name has small letters, digits and _, begins with a letter, and has at most 63 of them");
        }
        var project = people.object(IntalgoProject.class, namespace, name);
        var questions = ProjectQuestions.of(client, project).toList();
        var question = named(questions, model)
                .orElseThrow(() -> refused(
                        404, "%s is no Question's answer: rename its file and what reads it in Git".formatted(model)));
        var object = question.getMetadata().getName();
        var other = named(questions, to).filter(it -> !it.equals(question));
        if (other.isPresent()) {
            return new RenamePreview(
                    model,
                    to,
                    object,
                    "Question \"%s\"".formatted(other.get().getMetadata().getName()),
                    List.of(),
                    List.of());
        }
        var files = snapshot(project).files();
        var place = new Place(model, question.getSpec().mode() == QuestionSpec.Mode.MODEL ? Mode.MODEL : Mode.ANALYSIS);
        if (AnswerFiles.read(place.name(), place.mode(), files).isEmpty()) {
            throw refused(
                    404, "%s is not in the repository yet: Question \"%s\" has no answer".formatted(model, object));
        }
        return new Renaming(place, to, files).preview(object, keepOldName);
    }

    private static Optional<Question> named(List<Question> questions, String name) {
        return questions.stream().filter(q -> q.dbtName().equals(name)).findFirst();
    }

    /** The repository as it was seen last. */
    private Snapshot snapshot(IntalgoProject project) {
        try {
            return repositories.seen(RepositoryPlaces.id(project), places.location(project));
        } catch (GitException | NotReady e) {
            throw refused(503, e.getMessage());
        }
    }
}
