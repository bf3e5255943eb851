package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.function.UnaryOperator;

/** The texts in a pod, which some read as more than texts. */
final class PodTexts {
    private PodTexts() {}

    /** An argument that Kubernetes hands on as it is: it would put a variable's value in the place of {@code $(NAME)}. */
    static String argument(String text) {
        return text.replace("$", "$$");
    }

    /** A copy in which each text is what the function makes of it; names of fields stay. */
    static JsonNode map(JsonNode node, UnaryOperator<String> change) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(change.apply(text.textValue()));
            case ObjectNode object -> {
                ObjectNode copy = Json.object();
                object.properties().forEach(field -> copy.set(field.getKey(), map(field.getValue(), change)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = Json.object().arrayNode();
                array.forEach(element -> copy.add(map(element, change)));
                yield copy;
            }
            default -> node;
        };
    }
}
