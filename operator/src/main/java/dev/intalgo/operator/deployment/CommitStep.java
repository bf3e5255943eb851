package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.operator.dbt.Exposures;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.job.PodTemplates;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.RepositoryPlaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;

/** Which commit a Deployment runs. */
@ApplicationScoped
class CommitStep {
    static final String STEP = "ProjectReady";

    private final KubernetesClient client;
    private final Repositories repositories;
    private final RepositoryPlaces places;

    CommitStep(KubernetesClient client, Repositories repositories, RepositoryPlaces places) {
        this.client = client;
        this.repositories = repositories;
        this.places = places;
    }

    static IntalgoProject project(Deployment deployment, Context<Deployment> context) throws NotReady {
        var name = deployment.getSpec().projectRef().name();
        var project = context.getSecondaryResource(IntalgoProject.class)
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> NotReady.lacking(
                        STEP,
                        "ProjectNotFound",
                        "There is no IntalgoProject \"%s\" in this namespace: create it.".formatted(name)));
        if (project.getStatus() == null
                || project.getStatus().commit() == null
                || !PodTemplates.problems(project.getSpec().podTemplate()).isEmpty()) {
            throw NotReady.waiting(
                    STEP, "ProjectNotReady", "IntalgoProject \"%s\" is not ready; see its conditions.".formatted(name));
        }
        return project;
    }

    /** Whether all that is new is that Deployments are exposures now, which changes nothing of what they run. */
    private boolean exposesOnly(IntalgoProject project, String from, String to) throws NotReady {
        if (from.equals(to)) {
            return false;
        }
        try {
            return repositories
                    .changed(RepositoryPlaces.id(project), places.location(project), from, to)
                    .filter(paths -> paths.stream().allMatch(Exposures::isFile))
                    .isPresent();
        } catch (GitException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage());
        }
    }

    /** The project's head once its models are built; until then the commit that is deployed already. */
    String commit(IntalgoProject project, DeploymentStatus before, Context<Deployment> context) throws NotReady {
        var unfinished =
                client
                        .resources(Question.class)
                        .inNamespace(project.getMetadata().getNamespace())
                        .list()
                        .getItems()
                        .stream()
                        .filter(q -> q.getSpec()
                                .projectRef()
                                .name()
                                .equals(project.getMetadata().getName()))
                        .filter(q -> q.getSpec().mode() == QuestionSpec.Mode.MODEL)
                        .filter(q -> q.getStatus() == null
                                || q.getStatus()
                                        .condition(Conditions.READY)
                                        .filter(c -> !"Unknown".equals(c.getStatus()))
                                        .isEmpty())
                        .map(q -> q.getMetadata().getName())
                        .sorted()
                        .toList();
        if (unfinished.isEmpty()) {
            var head = project.getStatus().commit();
            return before.commit() != null && exposesOnly(project, before.commit(), head) ? before.commit() : head;
        }
        if (before.commit() != null) {
            return before.commit();
        }
        throw NotReady.waiting(
                STEP, "WaitingForModels", "Waits for Questions at work: %s.".formatted(String.join(", ", unfinished)));
    }
}
