package dev.intalgo.operator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Merges the {@code podTemplate} of a manifest into the template of a pod.
 *
 * <p>Who may write the manifest need not be allowed to make pods, so that only those fields are taken that cannot give
 * a pod more rights: not its account, its security context or volumes of the node.
 */
public final class PodTemplates {
    /** The name of the container that does the work. */
    public static final String CONTAINER = "intalgo";

    private static final Set<String> METADATA = Set.of("labels", "annotations");
    private static final Set<String> SPEC = Set.of(
            "affinity",
            "containers",
            "dnsConfig",
            "dnsPolicy",
            "hostAliases",
            "imagePullSecrets",
            "nodeSelector",
            "priorityClassName",
            "runtimeClassName",
            "schedulerName",
            "terminationGracePeriodSeconds",
            "tolerations",
            "topologySpreadConstraints");
    private static final Set<String> CONTAINER_FIELDS = Set.of("name", "env", "image", "imagePullPolicy", "resources");
    private static final List<String> OURS = List.of("intalgo.dev/", "app.kubernetes.io/", "batch.kubernetes.io/");

    private PodTemplates() {}

    /** What is wrong with a {@code podTemplate}, as sentences; empty if it can be merged. */
    public static List<String> problems(Map<String, Object> podTemplate) {
        List<String> problems = new ArrayList<>();
        JsonNode given = Serialization.jsonMapper().valueToTree(podTemplate);
        only(given, "podTemplate", Set.of("metadata", "spec"), problems);
        only(given.path("metadata"), "podTemplate.metadata", METADATA, problems);
        for (String field : METADATA) {
            given.path("metadata").path(field).fieldNames().forEachRemaining(key -> {
                if (OURS.stream().anyMatch(key::startsWith) || key.equals("job-name")) {
                    problems.add("podTemplate.metadata." + field + " may not set " + key + ".");
                }
            });
        }
        only(given.path("spec"), "podTemplate.spec", SPEC, problems);
        for (JsonNode container : given.path("spec").path("containers")) {
            if (!CONTAINER.equals(container.path("name").asText())) {
                problems.add("podTemplate.spec.containers may only have the container named " + CONTAINER + ".");
            } else {
                only(container, "podTemplate.spec.containers[intalgo]", CONTAINER_FIELDS, problems);
                container.path("env").forEach(env -> requireOwnVariable(env, problems));
            }
        }
        if (problems.isEmpty()) {
            try {
                Serialization.jsonMapper().convertValue(podTemplate, PodTemplateSpec.class);
            } catch (IllegalArgumentException e) {
                problems.add("podTemplate is not a PodTemplateSpec: "
                        + e.getMessage().lines().findFirst().orElse("") + ".");
            }
        }
        return problems;
    }

    private static void requireOwnVariable(JsonNode env, List<String> problems) {
        String name = env.path("name").asText();
        if (name.startsWith("INTALGO_") || name.startsWith("DBT_ENV_SECRET_")) {
            problems.add("podTemplate.spec.containers[intalgo].env may not set " + name + ".");
        }
    }

    private static void only(JsonNode given, String where, Set<String> allowed, List<String> problems) {
        if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
            problems.add(where + " must be an object.");
        }
        given.fieldNames().forEachRemaining(field -> {
            if (!allowed.contains(field)) {
                problems.add(where + "." + field + " cannot be set; allowed are "
                        + String.join(", ", allowed.stream().sorted().toList()) + ".");
            }
        });
    }

    /**
     * The template with the manifest's merged into it, as a JSON merge patch, but for lists of things that have names
     * (containers, environment variables), which are merged by name.
     *
     * @throws IllegalArgumentException where {@link #problems} has something to say
     */
    static PodTemplateSpec merge(PodTemplateSpec template, Map<String, Object> podTemplate) {
        if (podTemplate.isEmpty()) {
            return template;
        }
        List<String> problems = problems(podTemplate);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        ObjectNode merged = Serialization.jsonMapper().valueToTree(template);
        merge(merged, Serialization.jsonMapper().valueToTree(podTemplate));
        return Serialization.jsonMapper().convertValue(merged, PodTemplateSpec.class);
    }

    private static void merge(ObjectNode into, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode before = into.get(field.getKey());
            switch (field.getValue()) {
                case ObjectNode object when before instanceof ObjectNode beforeObject -> merge(beforeObject, object);
                case ArrayNode list
                when before instanceof ArrayNode beforeList && named(list) && named(beforeList) ->
                    mergeByName(beforeList, list);
                case JsonNode value when value.isNull() -> into.remove(field.getKey());
                case JsonNode value -> into.set(field.getKey(), value);
            }
        });
    }

    private static boolean named(ArrayNode list) {
        for (JsonNode item : list) {
            if (!item.path("name").isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static void mergeByName(ArrayNode into, ArrayNode patch) {
        for (JsonNode item : patch) {
            ObjectNode same = null;
            for (JsonNode before : into) {
                if (before.path("name").equals(item.path("name"))) {
                    same = (ObjectNode) before;
                }
            }
            if (same == null) {
                into.add(item);
            } else {
                merge(same, item);
            }
        }
    }
}
