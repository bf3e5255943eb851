package dev.intalgo.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The files generated from the types. With {@code -Dintalgo.regenerate} it writes them instead of checking. */
class GeneratedTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String COMMAND = "./mvnw -q -pl crds test -Dtest=GeneratedTest -Dintalgo.regenerate";

    private final Map<String, CustomResourceDefinition> crds = Crds.generate();

    @Test
    void generatedCrdsAreFresh() throws IOException {
        for (CustomResourceDefinition crd : crds.values()) {
            Path file = ROOT.resolve(
                    "charts/intalgo/templates/crds/" + crd.getSpec().getNames().getPlural() + ".yaml");
            fresh(file, template(Crds.yaml(crd)));
        }
    }

    @Test
    void generatedReferenceIsFresh() throws IOException {
        fresh(ROOT.resolve("docs/reference/api.md"), Reference.markdown(crds));
    }

    @Test
    void everyFieldIsDescribed() {
        List<String> silent = new ArrayList<>();
        crds.forEach((kind, crd) -> describe(kind, Crds.schema(crd), silent));
        assertThat(silent).as("fields without @JsonPropertyDescription").isEmpty();
    }

    @Test
    void columnsSayFirstWhetherItIsReadyAndWhy() {
        assertThat(crds.values())
                .allSatisfy(
                        crd -> assertThat(crd.getSpec().getVersions().getFirst().getAdditionalPrinterColumns())
                                .extracting(CustomResourceColumnDefinition::getName)
                                .startsWith("Ready", "Reason")
                                .contains("Age"));
    }

    @Test
    void everyKindIsFoundTheSameWay() {
        Map<String, List<String>> shortNames = new TreeMap<>();
        crds.forEach((kind, crd) -> {
            assertThat(crd.getSpec().getNames().getCategories()).containsExactly("intalgo");
            assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
            assertThat(crd.getSpec().getVersions())
                    .singleElement()
                    .satisfies(version ->
                            assertThat(version.getSubresources().getStatus()).isNotNull());
            shortNames.put(kind, crd.getSpec().getNames().getShortNames());
        });
        assertThat(shortNames)
                .isEqualTo(Map.of(
                        "Connection", List.of("iconn"),
                        "IntalgoProject", List.of("iproj"),
                        "Question", List.of("iq"),
                        "Deployment", List.of("idep")));
    }

    private static void describe(String path, JSONSchemaProps schema, List<String> silent) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach((name, field) -> {
            String inner = path + "." + name;
            boolean kubernetes = List.of("apiVersion", "kind", "metadata").contains(name) && !path.contains(".");
            if (!kubernetes
                    && (field.getDescription() == null || field.getDescription().isBlank())) {
                silent.add(inner);
            }
            describe(inner, field, silent);
            if (field.getItems() != null) {
                describe(inner + "[]", field.getItems().getSchema(), silent);
            }
            if (field.getAdditionalProperties() != null
                    && field.getAdditionalProperties().getSchema() != null) {
                describe(inner + ".*", field.getAdditionalProperties().getSchema(), silent);
            }
        });
    }

    /** In the chart's templates, not in its crds folder, so that an upgrade of the chart upgrades them too. */
    private static String template(String yaml) {
        assertThat(yaml).as("a template's delimiters").doesNotContain("{{");
        String kept = yaml.replaceFirst(
                "(?m)^metadata:\n",
                "metadata:\n  annotations:\n"
                        + "    argocd.argoproj.io/sync-options: Prune=false,Delete=false\n"
                        + "    helm.sh/resource-policy: keep\n");
        return "# Generated from crds/: " + COMMAND + "\n{{- if .Values.crds.install }}\n" + kept + "{{- end }}\n";
    }

    private static void fresh(Path file, String wanted) throws IOException {
        if (System.getProperty("intalgo.regenerate") != null) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
            return;
        }
        assertThat(text(file)).as("%s is stale; run: %s", file, COMMAND).isEqualTo(wanted);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
