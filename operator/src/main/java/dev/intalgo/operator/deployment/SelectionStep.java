package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Graph;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a Deployment runs at a commit: dbt itself says what its selectors choose. */
@ApplicationScoped
class SelectionStep {
    static final String STEP = "Selected";
    private static final String NOT_SELECTED = "SelectionFailed";

    private final KubernetesClient client;
    private final TaskStore tasks;

    SelectionStep(KubernetesClient client, TaskStore tasks) {
        this.client = client;
        this.tasks = tasks;
    }

    Graph graph(
            Deployment deployment,
            IntalgoProject project,
            String commit,
            Conditions conditions,
            Context<Deployment> context)
            throws NotReady {
        var input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        var select = input.putArray("select");
        deployment.getSpec().select().forEach(select::add);
        var task = tasks.submit(Tasks.desired(
                deployment, "graph", Tasks.PROJECT, project.getMetadata().getName(), input));
        forgetOthers(task, context);
        var result = Tasks.result(task)
                .orElseThrow(() ->
                        conditions.waiting(STEP, "Selecting", "dbt is selecting what to run.", Set.of(NOT_SELECTED)));
        if (!result.path("ok").asBoolean()) {
            client.resource(task).delete();
            throw NotReady.retrying(STEP, NOT_SELECTED, result.path("message").asText());
        }
        List<String> selected = new ArrayList<>();
        result.path("selected").forEach(id -> selected.add(id.asText()));
        var graph = Graph.of(result.path("manifest"), selected);
        if (graph.nodes().isEmpty()) {
            throw NotReady.lacking(
                    STEP,
                    "NothingSelected",
                    "spec.select chooses no model at commit %s: correct it, or ask a Question of mode Model first."
                            .formatted(commit));
        }
        return graph;
    }

    private void forgetOthers(ConfigMap kept, Context<Deployment> context) {
        context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .filter(map ->
                        !map.getMetadata().getName().equals(kept.getMetadata().getName()))
                .forEach(map -> client.resource(map).delete());
    }
}
