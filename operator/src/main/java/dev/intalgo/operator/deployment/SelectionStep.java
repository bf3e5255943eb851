package dev.intalgo.operator.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Graph;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a Deployment runs at a commit: dbt itself says what its selectors choose. */
@ApplicationScoped
class SelectionStep {
    static final String STEP = "Selected";
    private static final String NOT_SELECTED = "SelectionFailed";

    private final KubernetesClient client;
    private final TaskStore tasks;
    private final Events events;

    SelectionStep(KubernetesClient client, TaskStore tasks, Events events) {
        this.client = client;
        this.tasks = tasks;
        this.events = events;
    }

    /** What it runs; the step's condition names selectors that choose nothing. */
    Graph graph(
            Deployment deployment,
            IntalgoProject project,
            String commit,
            Place place,
            Optional<Baseline> baseline,
            Conditions conditions,
            Context<Deployment> context)
            throws NotReady {
        var task = tasks.submit(Tasks.desired(
                deployment,
                "graph",
                Tasks.PROJECT,
                project.getMetadata().getName(),
                input(deployment.getSpec(), commit, place, baseline)));
        forgetOthers(task, context);
        var result = Tasks.result(task)
                .orElseThrow(() ->
                        conditions.waiting(STEP, "Selecting", "dbt is selecting what to run.", Set.of(NOT_SELECTED)));
        if (!result.path("ok").asBoolean()) {
            throw failed(task, result);
        }
        var graph = Graph.of(result.path("manifest"), texts(result.path("selected")));
        var unmatched = texts(result.path("unmatched"));
        if (graph.nodes().isEmpty() && baseline.isEmpty()) {
            throw NotReady.lacking(
                    STEP,
                    "NothingSelected",
                    "%s chooses no model at commit %s: correct it, or ask a Question of mode Model first."
                            .formatted(field(deployment.getSpec()), commit));
        }
        tell(deployment, graph, unmatched, commit, conditions);
        return graph;
    }

    private static ObjectNode input(DeploymentSpec spec, String commit, Place place, Optional<Baseline> baseline) {
        var input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        var select = input.putArray("select");
        spec.select().forEach(select::add);
        if (!spec.exclude().isEmpty()) {
            var exclude = input.putArray("exclude");
            spec.exclude().forEach(exclude::add);
        }
        if (spec.selector() != null) {
            input.put("selector", spec.selector());
        }
        if (!spec.variables().isEmpty()) {
            input.put("vars", Serialization.asJson(spec.variables()));
        }
        if (spec.environment() != null) {
            input.set("environment", place.json());
        }
        baseline.ifPresent(b -> {
            input.put("state", b.commit());
            b.place().ifPresent(where -> input.set("stateEnvironment", where.json()));
        });
        return input;
    }

    private NotReady failed(ConfigMap task, JsonNode result) {
        var message = result.path("message").asText();
        if (result.path("step").asText().equals("select")) {
            // At this commit dbt would say the same again.
            return NotReady.lacking(STEP, "InvalidSelection", "dbt refuses the selection: " + message);
        }
        client.resource(task).delete();
        return NotReady.retrying(STEP, NOT_SELECTED, message);
    }

    private void tell(
            Deployment deployment, Graph graph, List<String> unmatched, String commit, Conditions conditions) {
        var count = "%d models.".formatted(graph.nodes().size());
        if (unmatched.isEmpty()) {
            var none = graph.nodes().isEmpty();
            conditions.isTrue(
                    STEP,
                    none ? "NothingModified" : "Selected",
                    none
                            ? "Of commit %s nothing differs that is selected: a run builds nothing.".formatted(commit)
                            : count);
            return;
        }
        var message =
                "%s Of spec.select and spec.exclude these choose nothing at commit %s: %s. Correct them, or take them away."
                        .formatted(count, commit, String.join(", ", unmatched));
        conditions.isTrue(STEP, "SelectorUnmatched", message);
        events.warnOnce(deployment, "SelectorUnmatched", message);
    }

    private static String field(DeploymentSpec spec) {
        return spec.selector() == null ? "spec.select" : "spec.selector";
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private void forgetOthers(ConfigMap kept, Context<Deployment> context) {
        context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(Tasks.TASK))
                .filter(map ->
                        !map.getMetadata().getName().equals(kept.getMetadata().getName()))
                .forEach(map -> client.resource(map).delete());
    }
}
