package dev.intalgo.operator.answer;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.JsonValue;
import com.openai.models.ResponseFormatJsonSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The JSON schema of {@link Reply} with its fields in the order in which they are to be written. The SDK sorts them by
 * name, and a model that is held to the schema would have to say what is missing before it has thought of an answer.
 */
final class ReplySchema {
    private static final List<List<String>> ORDERS = Stream.of(Reply.class, Reply.Plan.class, Reply.PlannedColumn.class)
            .map(type -> List.of(type.getAnnotation(JsonPropertyOrder.class).value()))
            .toList();

    private ReplySchema() {}

    static ResponseFormatJsonSchema inOrder(ResponseFormatJsonSchema format) {
        JsonNode schema =
                format.jsonSchema()._schema().asUnknown().orElseThrow().convert(JsonNode.class);
        sort(schema);
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        schema.properties().forEach(field -> fields.put(field.getKey(), JsonValue.from(field.getValue())));
        var sorted = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .additionalProperties(fields)
                .build();
        return format.toBuilder()
                .jsonSchema(format.jsonSchema().toBuilder().schema(sorted).build())
                .build();
    }

    private static void sort(JsonNode node) {
        node.forEach(ReplySchema::sort);
        if (node instanceof ObjectNode object && object.get("properties") instanceof ObjectNode properties) {
            Set<String> names = Set.copyOf(
                    properties.properties().stream().map(Map.Entry::getKey).toList());
            ORDERS.stream()
                    .filter(order -> Set.copyOf(order).equals(names))
                    .findFirst()
                    .ifPresent(order -> {
                        ObjectNode sorted = object.objectNode();
                        order.forEach(name -> sorted.set(name, properties.get(name)));
                        object.set("properties", sorted);
                    });
        }
    }
}
