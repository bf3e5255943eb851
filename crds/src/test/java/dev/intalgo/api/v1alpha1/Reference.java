package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The API reference in Markdown: a table of fields for each kind. */
final class Reference {
    private static final List<String> ORDER = List.of("Connection", "IntalgoProject", "Question", "Deployment");

    private final StringBuilder out = new StringBuilder();

    private Reference() {}

    static String markdown(Map<String, CustomResourceDefinition> crds) {
        Reference reference = new Reference();
        reference.introduce();
        ORDER.forEach(kind -> reference.kind(crds.get(kind)));
        return reference.out.toString();
    }

    private void introduce() {
        out.append("""
                # API reference: intalgo.dev/v1alpha1

                Generated from the Java types in `crds/`; `kubectl explain KIND.spec` shows the same texts. To
                regenerate: `./mvnw -q -pl crds test -Dtest=GeneratedTest -Dintalgo.regenerate`.

                All kinds are namespaced, refer only to objects in their own namespace, and are in the category
                `intalgo`: `kubectl get intalgo` lists them all. Every status has the condition `Ready`, whose reason
                and message say what is missing. **Bold** fields are required.
                """);
    }

    private void kind(CustomResourceDefinition crd) {
        var names = crd.getSpec().getNames();
        JSONSchemaProps root = Crds.schema(crd);
        out.append("\n## ").append(names.getKind()).append("\n\n").append(root.getDescription());
        out.append(" Short name `").append(names.getShortNames().getFirst()).append("`.\n");
        section(root.getProperties().get("spec"), "spec");
        section(root.getProperties().get("status"), "status");
    }

    private void section(JSONSchemaProps schema, String name) {
        out.append("\n### ").append(name).append("\n\n");
        rules(schema).forEach(rule -> out.append("- ").append(rule).append('\n'));
        if (!rules(schema).isEmpty()) {
            out.append('\n');
        }
        out.append("| Field | Type | Description |\n| --- | --- | --- |\n");
        rows(schema, "");
    }

    private void rows(JSONSchemaProps schema, String prefix) {
        schema.getProperties().forEach((name, field) -> {
            boolean required =
                    schema.getRequired() != null && schema.getRequired().contains(name);
            String shown = "`" + prefix + name + "`";
            out.append("| ").append(required ? "**" + shown + "**" : shown);
            out.append(" | ").append(type(field));
            out.append(" | ").append(cell(field)).append(" |\n");
            nested(field, prefix + name);
        });
    }

    private void nested(JSONSchemaProps field, String path) {
        if (path.equals("conditions")) {
            return; // the same for every kind of Kubernetes
        }
        if (field.getProperties() != null && !field.getProperties().isEmpty()) {
            rows(field, path + ".");
        }
        if (field.getItems() != null && field.getItems().getSchema().getProperties() != null) {
            rows(field.getItems().getSchema(), path + "[].");
        }
        JSONSchemaProps values = values(field);
        if (values != null && values.getProperties() != null) {
            rows(values, path + ".*.");
        }
    }

    private static JSONSchemaProps values(JSONSchemaProps field) {
        return field.getAdditionalProperties() == null
                ? null
                : field.getAdditionalProperties().getSchema();
    }

    private static String type(JSONSchemaProps field) {
        if (field.getEnum() != null && !field.getEnum().isEmpty()) {
            return field.getEnum().stream()
                    .map(JsonNode::asText)
                    .map(text -> "`" + text + "`")
                    .collect(Collectors.joining(", "));
        }
        if (field.getItems() != null) {
            return "list of " + type(field.getItems().getSchema());
        }
        if (values(field) != null) {
            return "map of " + type(values(field));
        }
        return field.getType() == null ? "value" : field.getType();
    }

    private static String cell(JSONSchemaProps field) {
        List<String> parts = new ArrayList<>();
        parts.add(field.getDescription());
        JsonNode initial = field.getDefault();
        if (initial != null && initial.isValueNode()) {
            parts.add("Default: `" + initial.asText() + "`.");
        }
        if (field.getPattern() != null && !field.getPattern().equals("\\S")) {
            parts.add("Pattern: `" + field.getPattern() + "`.");
        }
        if (field.getMaxLength() != null && field.getMaxLength() > 300) {
            parts.add("At most " + field.getMaxLength() + " characters.");
        }
        rules(field).forEach(rule -> parts.add("Rule: " + rule + "."));
        return String.join(" ", parts).replace("|", "\\|");
    }

    private static List<String> rules(JSONSchemaProps schema) {
        return schema.getXKubernetesValidations() == null
                ? List.of()
                : schema.getXKubernetesValidations().stream()
                        .filter(rule -> !rule.getRule().contains("oldSelf"))
                        .map(ValidationRule::getMessage)
                        .toList();
    }
}
