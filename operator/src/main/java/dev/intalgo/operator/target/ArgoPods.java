package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Pods as Argo's templates. Argo reads <code>{{</code> in any text as the start of a tag, and has no way to write it
 * otherwise; so that a person's text comes through, its second brace is a variable that Kubernetes fills in later.
 */
final class ArgoPods {
    private static final String BRACE = "INTALGO_BRACE";
    private static final String TAG = "{{";

    /** What Argo's template has in the same words. */
    private static final Set<String> SAME = Set.of(
            "affinity",
            "automountServiceAccountToken",
            "hostAliases",
            "initContainers",
            "nodeSelector",
            "priorityClassName",
            "schedulerName",
            "securityContext",
            "serviceAccountName",
            "tolerations",
            "volumes");
    /** What is elsewhere in Argo's template, and what Argo says itself: a pod is never started again. */
    private static final Set<String> ELSEWHERE = Set.of("containers", "restartPolicy");

    private ArgoPods() {}

    /** An input's value, as an argument. */
    static String parameter(String name) {
        return TAG + "inputs.parameters." + name + "}}";
    }

    /** An argument that comes to the container as it is, through Argo and Kubernetes. */
    static String argument(String text) {
        return brace(PodTexts.argument(text));
    }

    /**
     * A template that runs the pod.
     *
     * @param oneModel whether the pod runs one model, by an argument that is a {@link #parameter}
     */
    static ObjectNode template(String name, Run run, List<String> arguments, boolean oneModel) {
        JsonNode pod = oneModel ? PodTemplates.forOneModel(run.podTemplate()) : run.podTemplate();
        ObjectNode template = Json.object().put("name", name);
        template.set("metadata", PodTexts.map(pod.path("metadata"), text -> text.replace(TAG, "{ {")));
        template.put("activeDeadlineSeconds", run.retry().timeout().toSeconds());
        retry(template, run.retry());
        ObjectNode others = Json.object();
        for (var field : pod.path("spec").properties()) {
            if (SAME.contains(field.getKey())) {
                template.set(field.getKey(), field.getValue());
            } else if (!ELSEWHERE.contains(field.getKey())) {
                others.set(field.getKey(), field.getValue());
            }
        }
        restrict(others.withArray("initContainers"), "init");
        restrict(others.withArray("containers"), "wait");
        template.put("podSpecPatch", Json.line(others));
        template.set("container", container(PodTemplates.container(pod), arguments));
        sidecars(template, pod);
        return template;
    }

    /** Argo's own container, as a namespace with the restricted profile has to have it: by itself Argo does not. */
    private static void restrict(ArrayNode containers, String name) {
        ObjectNode context = containers.addObject().put("name", name).putObject("securityContext");
        context.put("allowPrivilegeEscalation", false)
                .putObject("capabilities")
                .putArray("drop")
                .add("ALL");
    }

    private static void retry(ObjectNode template, Retry retry) {
        if (retry.retries() > 0) {
            template.putObject("retryStrategy")
                    .put("limit", retry.retries())
                    .put("retryPolicy", "Always")
                    .putObject("backoff")
                    .put("duration", retry.delay().toSeconds() + "s");
        }
    }

    private static JsonNode container(JsonNode container, List<String> arguments) {
        ObjectNode copy = container.deepCopy();
        ArrayNode env = Json.object().arrayNode();
        env.addObject().put("name", BRACE).put("value", "{");
        env.addObject().put("name", "INTALGO_RUN_ID").put("value", "{{workflow.uid}}");
        copy.path("env").forEach(variable -> env.add(PodTexts.map(variable, ArgoPods::brace)));
        copy.set("env", env);
        // Argo would ask the registry for the image's own.
        copy.putArray("command").add("intalgo");
        ArrayNode args = copy.putArray("args");
        arguments.forEach(argument -> args.add(argument.equals(parameter("select")) ? argument : argument(argument)));
        return copy;
    }

    private static void sidecars(ObjectNode template, JsonNode pod) {
        for (JsonNode container : pod.path("spec").path("containers")) {
            if (!container.path("name").asText().equals(Run.CONTAINER)) {
                template.withArray("sidecars").add(PodTexts.map(container, text -> text.replace(TAG, "{ {")));
            }
        }
    }

    /** Leaves no two braces side by side: three are one and two variables. */
    private static String brace(String text) {
        return text.replaceAll("(?<=\\{)\\{", "\\$(" + BRACE + ")");
    }
}
