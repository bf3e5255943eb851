package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Reads a value that people write as a string, a number or a boolean ({@code port: 5432}) as its text. Anything
 * else, which the schema refuses, becomes its JSON: a surprise must not stop the watch of all Connections.
 */
final class Scalar extends JsonDeserializer<String> {
    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode node = parser.readValueAsTree();
        return node.isValueNode() ? node.asText() : node.toString();
    }
}
