package dev.intalgo.operator.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What comes of the descriptors: profiles and recipes, which {@code dev/adapters check} gives to dbt and DataHub
 * themselves, and the documentation. With {@code -Dintalgo.regenerate} it writes them instead of checking.
 */
class GeneratedAdaptersTest {
    static final String COMMAND =
            "./mvnw -q -pl crds,operator test -Dtest=GeneratedAdaptersTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dintalgo.regenerate";
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = ROOT.resolve("operator/src/test/resources/adapters");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Adapters adapters = Adapters.load();

    @Test
    void renderedProfilesAndRecipesAreFresh() throws IOException {
        for (String name : adapters.names()) {
            Adapter adapter = adapters.find(name).orElseThrow();
            ArrayNode cases = JSON.createArrayNode();
            for (Map.Entry<String, Method> method : adapter.methods().entrySet()) {
                cases.add(rendered(adapter, method.getKey(), Example.least(adapter, method.getValue()), false));
                cases.add(rendered(adapter, method.getKey(), Example.most(adapter, method.getValue()), true));
            }
            fresh(FOLDER.resolve(name + ".json"), JSON.writeValueAsString(cases) + "\n");
        }
    }

    @Test
    void theExamplesOfAnAdapterHaveAllOfItsKeys() {
        for (String name : adapters.names()) {
            Adapter adapter = adapters.find(name).orElseThrow();
            Set<String> keys = new HashSet<>();
            adapter.methods().values().forEach(method -> {
                keys.addAll(Example.most(adapter, method).settings().keySet());
                keys.addAll(Example.most(adapter, method).credentials().keySet());
            });
            assertThat(keys).as(name).isEqualTo(adapter.settings().keySet());
        }
    }

    @Test
    void theDocumentationIsFresh() throws IOException {
        fresh(ROOT.resolve("docs/adapters.md"), AdapterPages.markdown(adapters, ROOT.resolve("runner/adapters")));
    }

    private static ObjectNode rendered(Adapter adapter, String method, Example example, boolean selected)
            throws IOException {
        Set<String> secrets = example.credentials().keySet();
        assertThat(Profiles.problems(adapter, example.settings(), secrets))
                .as(adapter.name() + " by " + method)
                .isEmpty();
        ProfileOutline outline = Profiles.outline(adapter, example.settings(), secrets);
        assertThat(outline.method())
                .as(adapter.name())
                .contains(adapter.methods().get(method));
        ObjectNode rendered = JSON.createObjectNode();
        rendered.put("method", method);
        JsonNode profile = YAML.readTree(Profiles.render("shop", adapter, example.settings(), secrets, 4));
        rendered.set("target", profile.at("/shop/outputs/default"));
        ObjectNode variables = rendered.putObject("variables");
        example.credentials().forEach((key, value) -> {
            if (!adapter.isFile(key)) {
                variables.put(Profiles.variable(key), value);
            }
        });
        if (outline.withoutDataHub().isEmpty()) {
            Recipes.Selection selection = selected ? selection(adapter) : Recipes.Selection.ALL;
            assertThat(Recipes.problems(adapter, selection)).isEmpty();
            rendered.set("recipe", Recipes.recipe(outline, selection, false));
            Recipes.environment(outline).forEach(rendered.putObject("environment")::put);
        }
        return rendered;
    }

    /** Databases where there can be several, and tables in and out. */
    private static Recipes.Selection selection(Adapter adapter) {
        DataHub.Databases databases = adapter.dataHub().databases();
        List<String> names = databases == null
                ? List.of()
                : databases.form() == DataHub.Databases.Form.NAME ? List.of("crm") : List.of("crm", "web.shop");
        return new Recipes.Selection(names, List.of("sales.*", "public.orders"), List.of("tmp", "sales.old_*"));
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
