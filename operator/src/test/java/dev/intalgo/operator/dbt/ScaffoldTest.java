package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScaffoldTest {
    private static final ProjectSettings SHOP =
            new ProjectSettings("shop", "shop", "view", "The shop", "shop-db", "postgres", Optional.empty(), List.of());

    @Test
    void writesAProjectThatFollowsItsSettings() {
        Map<String, String> files = Scaffold.files(SHOP, Map.of());

        assertThat(files).containsOnlyKeys("dbt_project.yml", "README.md", ".gitignore", ".sqlfluff");
        assertThat(files.get("README.md")).startsWith("# The shop\n");
        assertThat(Scaffold.files(SHOP, files)).isEmpty();
        ProjectSettings tables = new ProjectSettings(
                "shop", "shop", "table", "The shop", "shop-db", "postgres", Optional.empty(), List.of());
        assertThat(Scaffold.files(tables, files))
                .containsOnlyKeys("dbt_project.yml")
                .hasEntrySatisfying("dbt_project.yml", t -> assertThat(t).contains("+materialized: table"));
    }

    @Test
    void leavesAFileThatSomebodyEdited() {
        Map<String, String> files = new HashMap<>(Scaffold.files(SHOP, Map.of()));
        files.replaceAll((path, text) -> path.equals("README.md") ? "# Ours\n" : text.replace("version", "version "));
        files.remove(".gitignore");

        assertThat(Scaffold.files(
                        new ProjectSettings(
                                "shop", "other", "table", "New", "x", "postgres", Optional.empty(), List.of()),
                        files))
                .containsOnlyKeys(".gitignore");
    }

    @Test
    void addsNothingToAProjectThatPeopleMade() {
        assertThat(Scaffold.files(SHOP, Map.of("dbt_project.yml", "name: theirs\n")))
                .isEmpty();
    }

    @Test
    void putsAllModelsIntoAGroupAndTagsThem() {
        var group = new ProjectSettings.Group("finance", Map.of("name", "Ann", "email", "ann@example.com"));
        var settings = new ProjectSettings(
                "shop", "shop", "view", "Shop", "db", "postgres", Optional.of(group), List.of("daily"));

        Map<String, String> files = Scaffold.files(settings, Map.of());

        assertThat(files.get("dbt_project.yml")).contains("+group: finance", "+tags:\n      - daily\n");
        assertThat(files.get("models/_groups.yml")).contains("- name: finance", "email: ann@example.com", "name: Ann");
        assertThat(Scaffold.files(SHOP, files)).containsEntry("models/_groups.yml", null);
    }
}
