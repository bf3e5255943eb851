package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Pod templates as JSON. */
final class PodTemplates {
    private static final Pattern CREDENTIAL = Pattern.compile("DBT_ENV_SECRET_.*");

    private static final String PARTS = "INTALGO_RUN_PARTS";

    private PodTemplates() {}

    /** A copy of the template, which has the container that targets need and holds no credential itself. */
    static JsonNode checked(JsonNode template) {
        if (template == null || !template.isObject()) {
            throw new IllegalArgumentException("a pod template is needed");
        }
        ObjectNode copy = template.deepCopy();
        ObjectNode container = container(copy);
        putFirst(copy, container);
        container.remove("args");
        for (JsonNode env : container.path("env")) {
            String name = env.path("name").asText();
            if (env.hasNonNull("value") && CREDENTIAL.matcher(name).matches()) {
                throw new IllegalArgumentException(name + " must come from a Secret by reference");
            }
        }
        return copy;
    }

    /** The container that runs dbt. */
    static ObjectNode container(JsonNode template) {
        for (JsonNode container : template.path("spec").path("containers")) {
            if (container.path("name").asText().equals(Run.CONTAINER)) {
                return (ObjectNode) container;
            }
        }
        throw new IllegalArgumentException("the pod template has no container named " + Run.CONTAINER);
    }

    /** Orchestrators take the first container for the one that counts. */
    private static void putFirst(ObjectNode template, ObjectNode container) {
        ArrayNode containers = (ArrayNode) template.path("spec").path("containers");
        List<JsonNode> others = new ArrayList<>();
        containers.forEach(other -> {
            if (other != container) {
                others.add(other);
            }
        });
        containers.removeAll().add(container).addAll(others);
    }

    /**
     * The template for pods of a run that has several: each says so when it tells what became of it.
     *
     * @param parts one for each node, and one for the tests between them
     */
    static JsonNode withParts(JsonNode template, int parts) {
        ObjectNode copy = template.deepCopy();
        ArrayNode env = container(copy).withArray("env");
        for (JsonNode variable : env) {
            if (variable.path("name").asText().equals(PARTS)) {
                ((ObjectNode) variable).put("value", String.valueOf(parts));
                return copy;
            }
        }
        env.addObject().put("name", PARTS).put("value", String.valueOf(parts));
        return copy;
    }

    /**
     * The template for pods that each run one model. A model's pod leaves out tests that also look at models which
     * need not be there yet; {@link Graph#tests()} run those at the end.
     */
    static JsonNode forOneModel(JsonNode template) {
        ObjectNode copy = template.deepCopy();
        container(copy)
                .withArray("env")
                .addObject()
                .put("name", "DBT_INDIRECT_SELECTION")
                .put("value", "buildable");
        return copy;
    }
}
