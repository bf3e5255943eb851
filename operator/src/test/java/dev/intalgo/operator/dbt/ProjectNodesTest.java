package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.people.ProjectModels.Column;
import dev.intalgo.people.ProjectModels.Model;
import dev.intalgo.people.ProjectModels.Test;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ProjectNodesTest {
    private static Model model(Map<String, String> files, String name) {
        return ProjectNodes.of(files).stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @org.junit.jupiter.api.Test
    void tellsWhatAnAnswerReadsAndIsTestedFor() {
        var answer = AnswerFilesTest.answer("select id\nfrom {{ source('public', 'customers') }}", "The best.", "id")
                .withGrain(List.of("id"))
                .withOrigin(Origin.UNKNOWN);
        var best = model(new HashMap<>(AnswerFiles.write(answer, Map.of())), "top_customers");
        assertThat(best.kind()).isEqualTo("model");
        assertThat(best.path()).isEqualTo("models/top_customers.sql");
        assertThat(best.description()).isEqualTo("The best.");
        assertThat(best.asked()).isEqualTo(answer.question());
        assertThat(best.reads()).containsExactly("source.public.customers");
        assertThat(best.columns().getFirst().tests())
                .containsExactly(
                        new Test("unique", "unique_top_customers_id"),
                        new Test("not_null", "not_null_top_customers_id"));
    }

    @org.junit.jupiter.api.Test
    void readsWhatPeopleWroteBesides() {
        var files = Map.of(
                "models/staging/stg.sql",
                "{{ config(materialized='table') }} select * from {{ source(\"a\", 'b') }} -- {{ ref('no') }}\n"
                        + "{# {{ ref('comment') }} #} join {{ ref('pack', 'countries') }}",
                "models/staging/_all.yml",
                """
                version: 2
                models:
                  - name: stg
                    description: Cleaned.
                    config: {tags: [daily]}
                    data_tests:
                      - dbt_utils.unique_combination_of_columns:
                          arguments: {combination_of_columns: [a, b]}
                    columns:
                      - name: id
                        tests:
                          - relationships: {to: ref('countries'), field: id}
                          - accepted_values:
                              name: known_ids
                              arguments: {values: [1, 2]}
                snapshots:
                  - name: kept
                    relation: source('a', 'c')
                """,
                "models/py.py",
                "def model(dbt, session):\n    # dbt.ref('no')\n    return dbt.ref('stg')\n",
                "seeds/countries.csv",
                "id,name\n1,A\n",
                "snapshots/old.sql",
                "{% snapshot history %} select * from {{ ref('stg') }} {% endsnapshot %}",
                "analyses/stg_sums.sql",
                "select 1 from {{ ref('stg') }}");
        assertThat(ProjectNodes.of(files))
                .extracting(model -> model.kind() + " " + model.name())
                .containsExactly(
                        "seed countries",
                        "snapshot history",
                        "snapshot kept",
                        "model py",
                        "model stg",
                        "analysis stg_sums");
        var stg = model(files, "stg");
        assertThat(stg.materialized()).isEqualTo("table");
        assertThat(stg.tags()).containsExactly("daily");
        assertThat(stg.reads()).containsExactly("ref.countries", "ref.no", "source.a.b");
        assertThat(stg.tests())
                .containsExactly(new Test(
                        "dbt_utils.unique_combination_of_columns (combination_of_columns a b)",
                        "dbt_utils_unique_combination_of_columns_stg"));
        assertThat(stg.columns().getFirst().tests())
                .containsExactly(
                        new Test("relationships (to ref('countries'), field id)", "relationships_stg_id"),
                        new Test("accepted_values (values 1 2)", "known_ids"));
        assertThat(model(files, "py").reads()).containsExactly("ref.stg");
        assertThat(model(files, "kept").reads()).containsExactly("source.a.c");
        assertThat(model(files, "countries").columns()).extracting(Column::name).containsExactly("id", "name");
    }

    @org.junit.jupiter.api.Test
    void passesOverYamlThatIsNone() {
        assertThat(model(Map.of("models/a.sql", "select 1", "models/a.yml", "models: [\n"), "a")
                        .description())
                .isEmpty();
    }
}
