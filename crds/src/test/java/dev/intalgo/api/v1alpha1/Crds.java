package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The custom resource definitions as generated from the Java types, and what no annotation can say. */
final class Crds {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

    private static final Map<Class<?>, String> DESCRIPTIONS = Map.of(
            Connection.class, "A database: how to reach it, and what is in it.",
            IntalgoProject.class, "A dbt project in a Git repository, over one database.",
            Question.class, "A question in plain language, and the dbt model or analysis that answers it.",
            Deployment.class, "Models of a project, run on a schedule by an orchestrator.");

    private Crds() {}

    /** The definitions by kind. */
    static Map<String, CustomResourceDefinition> generate() {
        Map<String, CustomResourceDefinition> crds = new TreeMap<>();
        new CRDGenerator()
                .customResourceClasses(Connection.class, IntalgoProject.class, Question.class, Deployment.class)
                .forCRDVersions("v1")
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        CustomResourceDefinition definition = (CustomResourceDefinition) crd;
                        crds.put(definition.getSpec().getNames().getKind(), complete(definition));
                        return crd;
                    }
                })
                .withOutput(new Discarding())
                .detailedGenerate();
        return crds;
    }

    static String yaml(CustomResourceDefinition crd) {
        try {
            return YAML.writeValueAsString(YAML.convertValue(crd, JsonNode.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JSONSchemaProps schema(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    private static CustomResourceDefinition complete(CustomResourceDefinition crd) {
        String kind = crd.getSpec().getNames().getKind();
        crd.getSpec().getNames().setCategories(List.of("intalgo"));
        JSONSchemaProps root = schema(crd);
        Class<?> type = type(kind);
        root.setDescription(DESCRIPTIONS.get(type));
        crd.getSpec().getVersions().getFirst().getAdditionalPrinterColumns().sort(asDeclared(type));
        Map<String, JSONSchemaProps> properties = root.getProperties();
        properties.get("spec").setDescription("What is wanted.");
        properties.get("status").setDescription("What is, as the operator last saw it.");
        // An object that the operator has not seen yet is not ready, also for what goes by generations: kstatus.
        properties.get("status").setDefault(YAML.createObjectNode().put("observedGeneration", -1));
        root.setRequired(List.of("spec"));
        properties.get("status").getProperties().put("conditions", conditions(properties.get("status")));
        tidy(root);
        if (type == Deployment.class) {
            scalars(properties.get("spec").getProperties().get("variables"));
        }
        if (type == Connection.class) {
            scalars(properties.get("spec").getProperties().get("settings"));
            // A rule in CEL does not see a field whose values have no one type, so this is said without one.
            properties
                    .get("spec")
                    .setNot(new JSONSchemaPropsBuilder()
                            .withRequired("profile", "settings")
                            .build());
        }
        return crd;
    }

    private static Class<?> type(String kind) {
        return DESCRIPTIONS.keySet().stream()
                .filter(type -> type.getSimpleName().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** The columns in the order of the annotations; the generator sorts them by their path. */
    private static Comparator<CustomResourceColumnDefinition> asDeclared(Class<?> type) {
        List<String> names = Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        return Comparator.comparing(column -> names.indexOf(column.getName()));
    }

    /** Each value is a string, a whole number or a boolean; a schema cannot say this of a type, but can of sizes. */
    private static void scalars(JSONSchemaProps values) {
        values.setAdditionalProperties(new JSONSchemaPropsOrBool(
                null,
                new JSONSchemaPropsBuilder()
                        .withDescription("A string, a whole number, or true or false.")
                        .withXKubernetesPreserveUnknownFields(true)
                        .withMaxLength(4096L)
                        // No object and no list has a size that is both.
                        .withMinProperties(1L)
                        .withMaxProperties(0L)
                        .withMinItems(1L)
                        .withMaxItems(0L)
                        .build()));
    }

    /** A rule on a record's component, for one, is found at its field and at its accessor, and so comes twice. */
    private static void tidy(JSONSchemaProps schema) {
        if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
            // Else what is inside its values would be taken out again.
            schema.setAdditionalProperties(null);
        }
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(Crds::tidy);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            tidy(schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            tidy(schema.getAdditionalProperties().getSchema());
        }
    }

    /** The conditions as every kind of Kubernetes has them: a list that is merged by type. */
    private static JSONSchemaProps conditions(JSONSchemaProps status) {
        JSONSchemaProps condition = new JSONSchemaPropsBuilder()
                .withType("object")
                .withDescription("One aspect of the object's state.")
                .withRequired("type", "status", "lastTransitionTime", "reason", "message")
                .addToProperties("type", text("What the condition is about: Ready, or one step towards it.", 316))
                .addToProperties("status", status())
                .addToProperties("reason", text("Why, as one word for programs.", 1024))
                .addToProperties("message", text("Why, for people, and what to change.", 32768))
                .addToProperties(
                        "observedGeneration", number("The generation of the spec that the condition is about."))
                .addToProperties("lastTransitionTime", time("When the status of the condition last changed."))
                .build();
        return new JSONSchemaPropsBuilder()
                .withType("array")
                .withDescription(status.getProperties().get("conditions").getDescription())
                .withXKubernetesListType("map")
                .withXKubernetesListMapKeys("type")
                .withNewItems()
                .withSchema(condition)
                .endItems()
                .build();
    }

    private static JSONSchemaProps text(String description, long longest) {
        return new JSONSchemaPropsBuilder()
                .withType("string")
                .withDescription(description)
                .withMaxLength(longest)
                .build();
    }

    private static JSONSchemaProps status() {
        JSONSchemaProps status = text("True, False or Unknown.", 7);
        status.setEnum(List.of("True", "False", "Unknown").stream()
                .map(s -> (JsonNode) YAML.getNodeFactory().textNode(s))
                .toList());
        return status;
    }

    private static JSONSchemaProps number(String description) {
        return new JSONSchemaPropsBuilder()
                .withType("integer")
                .withFormat("int64")
                .withMinimum(0.0)
                .withDescription(description)
                .build();
    }

    private static JSONSchemaProps time(String description) {
        return new JSONSchemaPropsBuilder()
                .withType("string")
                .withFormat("date-time")
                .withDescription(description)
                .build();
    }
}
