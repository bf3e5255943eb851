package dev.intalgo.console.form;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.console.form.Field.Kind;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What a form's fields have: what somebody wrote or, where nothing was written yet, what is in the cluster.
 *
 * @param spec as it is in the cluster
 * @param input what was sent; null where the form is opened
 * @param mayWriteSecrets whether who sees the form may write Secrets
 */
public record Values(JsonNode spec, MultivaluedMap<String, String> input, boolean mayWriteSecrets) {
    /** How people write a list that is empty, where that is not the same as none. */
    static final String EMPTY_LIST = "[]";

    private static final String NAME = ".secret";
    private static final String KEY = ".secretKey";

    /** @param input what was sent; null where the form is opened */
    public static Values of(Object spec, MultivaluedMap<String, String> input, boolean mayWriteSecrets) {
        return new Values(Serialization.jsonMapper().valueToTree(spec), input, mayWriteSecrets);
    }

    /** What is in the cluster; a missing node where nothing is. */
    public JsonNode at(String path) {
        return spec.at("/" + path.replace('.', '/'));
    }

    /** What was sent for a field; empty where nothing was. */
    public String sent(String path) {
        var sent = input == null ? null : input.getFirst(path);
        return sent == null ? "" : sent.strip();
    }

    /** What a field has. */
    public String text(String path, Kind kind) {
        return input == null ? text(at(path), kind) : sent(path);
    }

    private static String text(JsonNode node, Kind kind) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return switch (kind) {
            case LINES ->
                node.isEmpty()
                        ? EMPTY_LIST
                        : StreamSupport.stream(node.spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining("\n"));
            case YAML -> node.isEmpty() ? "" : YamlText.of(node);
            default -> node.asText();
        };
    }

    /** Which of several parts there is: what was sent, or the one that is there, or the other. */
    String choice(String path, List<String> options, String otherwise) {
        if (input != null && input.containsKey(path)) {
            return options.contains(sent(path)) ? sent(path) : otherwise;
        }
        return options.stream().filter(at(path)::has).findFirst().orElse(otherwise);
    }

    /** Where a secret is, and what its field says of that. */
    public Field.Secret secret(String path) {
        var ref = at(path).isMissingNode() ? null : at(path).has("name") ? at(path) : at(path).path("secretKeyRef");
        var kept = ref == null
                ? null
                : new SecretKeyRef(ref.path("name").asText(), ref.path("key").asText());
        return new Field.Secret(kept, mayWriteSecrets && !sent(path).isEmpty(), !mayWriteSecrets);
    }

    /** The Secret that somebody named who may write none; null where they named none. */
    SecretKeyRef named(String path) {
        return sent(path + NAME).isEmpty() || sent(path + KEY).isEmpty()
                ? null
                : new SecretKeyRef(sent(path + NAME), sent(path + KEY));
    }
}
