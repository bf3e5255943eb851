package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExposuresTest {
    private static final String PATH = "models/exposures.yml";

    private static Exposures.Exposure exposure(String object, String... models) {
        return new Exposures.Exposure(
                object.replace('-', '_'),
                object,
                "Runs all.",
                Map.of("name", "shop"),
                List.of(models),
                "https://x.example/" + object);
    }

    private static Map<String, String> files(Exposures.Exposure... exposures) {
        Map<String, String> files = new HashMap<>(Map.of("models/a.sql", "select 1", "models/b.sql", "select 1"));
        files.putAll(Exposures.merge(List.of(exposures), Set.of(), files));
        return files;
    }

    @Test
    void nameWhatADeploymentRuns() {
        Map<String, String> files = files(exposure("all-daily", "b", "a", "gone"));

        assertThat(files.get(PATH).replaceAll("intalgo [0-9a-f]{8}", "intalgo HASH"))
                .isEqualTo("""
                version: 2

                exposures:
                  - name: all_daily  # intalgo HASH
                    label: all-daily
                    type: application
                    maturity: high
                    url: https://x.example/all-daily
                    description: Runs all.
                    owner:
                      name: shop
                    depends_on:
                      - ref('a')
                      - ref('b')
                    config:
                      meta:
                        intalgo:
                          deployment: all-daily
                """);
        assertThat(Exposures.merge(List.of(exposure("all-daily", "b", "a")), Set.of(), files))
                .isEmpty();
    }

    @Test
    void goWithTheirDeployment() {
        Map<String, String> files = files(exposure("one", "a"), exposure("two", "b"));

        assertThat(Exposures.merge(List.of(exposure("two", "b")), Set.of("one"), files)
                        .get(PATH))
                .contains("label: two")
                .doesNotContain("label: one");
        assertThat(Exposures.merge(List.of(), Set.of("one", "two"), files)).containsEntry(PATH, null);
        assertThat(Exposures.merge(List.of(), Set.of("one"), Map.of())).isEmpty();
    }

    @Test
    void stayWhereTheirDeploymentMayComeBack() {
        Map<String, String> files = files(exposure("one", "a"), exposure("two", "b"));

        assertThat(Exposures.merge(List.of(), Set.of(), files)).isEmpty();
        assertThat(Exposures.merge(List.of(exposure("two", "b")), Set.of(), files))
                .isEmpty();
    }

    @Test
    void keepWhatPeopleWrote() {
        Map<String, String> files = files(exposure("one", "a"));
        files.computeIfPresent(
                PATH,
                (p, text) -> text.replace("maturity: high", "maturity: low\n    url: https://x.example.com")
                        + "  - name: theirs\n    type: dashboard\n");
        var wanted = List.of(exposure("one", "a", "b"));

        files.putAll(Exposures.merge(wanted, Set.of(), files));

        assertThat(files.get(PATH))
                .contains("maturity: low\n    url: https://x.example.com", "- ref('b')", "- name: theirs");
        assertThat(Exposures.merge(wanted, Set.of(), files)).isEmpty();
    }

    @Test
    void followAModelThatIsRenamedOrGone() {
        Map<String, String> files = files(exposure("one", "a", "b"));

        String renamed = Exposures.renamed("a", "z", files).get(PATH);
        String gone = Exposures.renamed("a", null, files).get(PATH);

        assertThat(renamed).contains("- ref('z')", "- ref('b')").doesNotContain("'a'");
        assertThat(gone).isEqualTo(files(exposure("one", "b")).get(PATH));
        assertThat(Exposures.renamed("c", null, files)).isEmpty();
    }
}
