package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.deployment.CommitChoice.Gate;
import dev.intalgo.operator.deployment.CommitChoice.Offer;
import dev.intalgo.operator.deployment.CommitChoice.Why;
import dev.intalgo.operator.deployment.UnbuiltModels.Unbuilt;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.job.PodTemplates;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.DeploymentFiles;
import dev.intalgo.operator.project.ProjectQuestions;
import dev.intalgo.operator.project.RepositoryPlaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Which commit a Deployment runs. */
@ApplicationScoped
class CommitStep {
    static final String PROJECT = "ProjectReady";
    static final String STEP = "CommitChosen";

    private final KubernetesClient client;
    private final Repositories repositories;
    private final RepositoryPlaces places;
    private final DeploymentFiles files;
    private final UnbuiltModels unbuilt;

    CommitStep(
            KubernetesClient client,
            Repositories repositories,
            RepositoryPlaces places,
            DeploymentFiles files,
            UnbuiltModels unbuilt) {
        this.client = client;
        this.repositories = repositories;
        this.places = places;
        this.files = files;
        this.unbuilt = unbuilt;
    }

    static IntalgoProject project(Deployment deployment, Context<Deployment> context) throws NotReady {
        var name = deployment.getSpec().projectRef().name();
        var project = context.getSecondaryResource(IntalgoProject.class)
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> NotReady.lacking(
                        PROJECT,
                        "ProjectNotFound",
                        "There is no IntalgoProject \"%s\" in this namespace: create it.".formatted(name)));
        if (project.getStatus() == null
                || project.getStatus().commit() == null
                || !PodTemplates.problems(project.getSpec().podTemplate()).isEmpty()) {
            throw NotReady.waiting(
                    PROJECT,
                    "ProjectNotReady",
                    "IntalgoProject \"%s\" is not ready; see its conditions.".formatted(name));
        }
        return project;
    }

    /** @throws NotReady a commit or a Deployment that is named is not there */
    CommitChoice choose(
            Deployment deployment, IntalgoProject project, DeploymentStatus before, Context<Deployment> context)
            throws NotReady {
        var commits = deployment.getSpec().commits();
        if (commits.commit() != null) {
            requireCommit(project, commits.commit(), STEP, "spec.commits.commit");
        }
        var deployed = Optional.ofNullable(commits.commit()).orElse(before.commit());
        // Nobody asks what is built of a commit that another Deployment has run.
        var models = commits.from() != null && commits.commit() == null ? List.<Question>of() : models(project);
        var offer = commits.from() == null ? latest(project, models) : promoted(deployment, context);
        return CommitChoice.of(
                commits,
                before,
                unlessOnlyDeployments(offer, project, deployed)
                        .withRefused(refused(commits.commit(), project, models)));
    }

    /** Why a commit that a person gives is refused: only for models that stay as they are until somebody mends them. */
    private Optional<Why> refused(String commit, IntalgoProject project, List<Question> models) throws NotReady {
        if (commit == null) {
            return Optional.empty();
        }
        var failed = unbuilt.at(commit, project, models).stream()
                .filter(Unbuilt::forGood)
                .toList();
        return failed.isEmpty() ? Optional.empty() : Optional.of(CommitChoice.notBuilt(commit, failed));
    }

    /** The same commit again where all that is new is about Deployments: that deploys nothing. */
    private Offer unlessOnlyDeployments(Offer offer, IntalgoProject project, String deployed) throws NotReady {
        var newest = offer.newest();
        return newest.isPresent() && deployed != null && files.onlyAboutDeployments(project, deployed, newest.get())
                ? offer.withNewest(deployed)
                : offer;
    }

    /** @throws NotReady {@code CommitNotFound}, where the commit that a field names is not in the project's history */
    void requireCommit(IntalgoProject project, String commit, String step, String field) throws NotReady {
        try {
            if (!repositories.has(RepositoryPlaces.id(project), places.location(project), commit)) {
                throw NotReady.lacking(
                        step,
                        "CommitNotFound",
                        "Commit %s of %s is not in the history of branch %s of project \"%s\": write one that is."
                                .formatted(
                                        commit,
                                        field,
                                        places.access(project).branch(),
                                        project.getMetadata().getName()));
            }
        } catch (GitException e) {
            throw NotReady.retrying(step, e.reason().name(), e.getMessage());
        }
    }

    /** The last commit that the Deployment which commits come from has run with success. */
    private static Offer promoted(Deployment deployment, Context<Deployment> context) throws NotReady {
        Others.refuseCycle(deployment, context);
        var name = deployment.getSpec().commits().from().name();
        var other = Others.find(deployment, name, STEP, "spec.commits.from", context);
        var gate = new Gate(name, Others.status(other).succeeded());
        return new Offer(
                gate.succeeded().stream().findFirst(), CommitChoice.notPromoted(gate, null), Optional.of(gate));
    }

    /** The project's head once its models are built. */
    private Offer latest(IntalgoProject project, List<Question> models) throws NotReady {
        var head = project.getStatus().commit();
        var unfinished = unfinished(models);
        if (!unfinished.isEmpty()) {
            return none(new Why(
                    "WaitingForModels", "Waits for Questions at work: %s.".formatted(String.join(", ", unfinished))));
        }
        var failed = unbuilt.at(head, project, models);
        return failed.isEmpty()
                ? new Offer(Optional.of(head), null, Optional.empty())
                : none(CommitChoice.notBuilt(head, failed));
    }

    private static Offer none(Why why) {
        return new Offer(Optional.empty(), why, Optional.empty());
    }

    private List<Question> models(IntalgoProject project) {
        return ProjectQuestions.of(client, project)
                .filter(q -> q.getSpec().mode() == QuestionSpec.Mode.MODEL)
                .toList();
    }

    private static List<String> unfinished(List<Question> models) {
        return models.stream()
                .filter(q -> q.getStatus() == null
                        || q.getStatus()
                                .condition(Conditions.READY)
                                .filter(c -> !"Unknown".equals(c.getStatus()))
                                .isEmpty())
                .map(q -> q.getMetadata().getName())
                .sorted()
                .toList();
    }
}
