package dev.intalgo.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;

/**
 * An object with a text in every field that its kind's schema, and the API server with all of its rules, lets have one.
 * A part of the object is offered whole, and where it is refused each of its own parts is.
 */
final class Markup {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final String text;
    private final Resource<GenericKubernetesResource> object;
    private final List<String> taken = new ArrayList<>();

    private Markup(String text, Resource<GenericKubernetesResource> object) {
        this.text = text;
        this.object = object;
    }

    /**
     * Fills an object that is there.
     *
     * @return the paths of the parts that have the text now
     */
    static List<String> fill(KubernetesClient admin, Kind kind, String namespace, String name, String text) {
        var crd = admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(kind.plural() + "." + Api.GROUP)
                .get();
        var schema = Serialization.jsonMapper()
                .valueToTree(crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
        var object = admin.genericKubernetesResources(Api.GROUP + "/" + Api.VERSION, kind.object())
                .inNamespace(namespace)
                .withName(name);
        var markup = new Markup(text, object);
        markup.offer(List.of("spec"), schema.at("/properties/spec"));
        markup.offer(List.of("status"), schema.at("/properties/status"));
        return markup.taken;
    }

    private void offer(List<String> path, JsonNode schema) {
        var value = value(schema);
        if (value == null) {
            return;
        }
        if (takes(path, value)) {
            taken.add(String.join(".", path));
            return;
        }
        schema.path("properties").properties().forEach(property -> {
            var deeper = new ArrayList<>(path);
            deeper.add(property.getKey());
            offer(deeper, property.getValue());
        });
    }

    private boolean takes(List<String> path, JsonNode value) {
        var patch = value;
        for (var name : path.reversed()) {
            patch = JSON.objectNode().set(name, patch);
        }
        try {
            var target = path.getFirst().equals("status") ? object.subresource("status") : object;
            target.patch(MERGE, Serialization.asJson(patch));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 422 || e.getCode() == 400) {
                return false;
            }
            throw e;
        }
    }

    /** Null where there is none with the text. */
    private JsonNode value(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> string(schema);
            case "array" -> {
                var item = value(schema.path("items"));
                yield item == null ? null : JSON.arrayNode().add(item);
            }
            case "object" -> object(schema);
            case "integer", "number" ->
                JSON.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
            case "boolean" -> JSON.booleanNode(true);
            default -> null;
        };
    }

    private JsonNode string(JsonNode schema) {
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").path(0);
        }
        if (schema.path("format").asText().equals("date-time")) {
            return JSON.textNode("2026-01-01T00:00:00Z");
        }
        if (schema.hasNonNull("pattern") && !text.matches(schema.path("pattern").asText())) {
            return schema.path("pattern").asText().startsWith("^[A-Z") ? JSON.textNode("Ready") : null;
        }
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        return JSON.textNode(text.substring(0, Math.min(text.length(), most)));
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties").properties().forEach(property -> {
            var value = value(property.getValue());
            if (value != null) {
                object.set(property.getKey(), value);
            }
        });
        var more = value(schema.path("additionalProperties"));
        if (more != null) {
            object.set(text, more);
        }
        return object.isEmpty() ? null : object;
    }
}
