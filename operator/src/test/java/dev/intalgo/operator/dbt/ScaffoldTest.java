package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaffoldTest {
    private static final ProjectSettings SHOP = new ProjectSettings("shop", "shop", "view", "The shop", "shop-db");

    @Test
    void writesAProjectThatFollowsItsSettings() {
        Map<String, String> files = Scaffold.files(SHOP, Map.of());

        assertThat(files).containsOnlyKeys("dbt_project.yml", "README.md", ".gitignore");
        assertThat(files.get("README.md")).startsWith("# The shop\n");
        assertThat(Scaffold.files(SHOP, files)).isEmpty();
        ProjectSettings tables = new ProjectSettings("shop", "shop", "table", "The shop", "shop-db");
        assertThat(Scaffold.files(tables, files))
                .containsOnlyKeys("dbt_project.yml")
                .hasEntrySatisfying("dbt_project.yml", t -> assertThat(t).contains("+materialized: table"));
    }

    @Test
    void leavesAFileThatSomebodyEdited() {
        Map<String, String> files = new HashMap<>(Scaffold.files(SHOP, Map.of()));
        files.replaceAll((path, text) -> path.equals("README.md") ? "# Ours\n" : text.replace("version", "version "));
        files.remove(".gitignore");

        assertThat(Scaffold.files(new ProjectSettings("shop", "other", "table", "New", "x"), files))
                .containsOnlyKeys(".gitignore");
    }
}
