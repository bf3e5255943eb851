package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefsTest {
    private static final Map<String, String> PROJECT = Map.of("dbt_project.yml", "name: shop\n");

    private static String renamed(String path, String text) {
        return Refs.renamed("old", "new", Map.of(path, text, "dbt_project.yml", "name: shop\n"))
                .getOrDefault(path, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select * from {{ ref('old') }}|select * from {{ ref('new') }}",
                "from {{ref( \"old\" )}} -- old|from {{ref( \"new\" )}} -- old",
                "from {{ ref('old', v=2) }}|from {{ ref('new', v=2) }}",
                "from {{ ref('old', version='1') }}|from {{ ref('new', version='1') }}",
                "from {{ ref('shop', 'old') }}|from {{ ref('shop', 'new') }}",
                "from {{ ref('shop', 'old', v=1) }}|from {{ ref('shop', 'new', v=1) }}",
                "{% set r = ref('old') %} from {{ r }}|{% set r = ref('new') %} from {{ r }}",
                "{%- for m in [ref('old'), builtins.ref('old')] -%}|{%- for m in [ref('new'), builtins.ref('new')] -%}",
                "{{ f(\"}}\", ref('old')) }}|{{ f(\"}}\", ref('new')) }}",
                // dbt renders templates in comments of SQL too, and fails where they name nothing
                "-- {{ ref('old') }}|-- {{ ref('new') }}",
            })
    void followsACallInATemplate(String before, String after) {
        assertThat(renamed("models/a.sql", before)).isEqualTo(after);
        assertThat(Refs.readers("old", Map.of("models/a.sql", before, "dbt_project.yml", "name: shop\n")))
                .containsExactly("models/a.sql");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select 'ref(''old'')' -- ref('old')",
                "{# {{ ref('old') }} #}",
                "{% raw %}{{ ref('old') }}{% endraw %}",
                "{{ \"ref('old')\" }}",
                "{{ ref('older') }} {{ ref('the_old') }}",
                "{{ ref('other_package', 'old') }}",
                "{{ source('old', 'old') }}",
                "{{ xref('old') }} {{ adapter.ref('old') }}",
                "{{ ref(old) }} {{ ref('ol' ~ 'd') }}",
            })
    void leavesAloneWhatIsNoCall(String text) {
        assertThat(renamed("models/a.sql", text)).isEqualTo(text);
    }

    @Test
    void followsWhatYamlNames() {
        String before = """
                models:
                  - name: a # ref('old')
                    description: "As ref('old') says, {{ doc('old') }}"
                    columns:
                      - name: id
                        data_tests:
                          - relationships:
                              arguments: {to: ref('old'), field: id}
                          - relationships: {to: "ref('old', v=1)", field: id}
                exposures:
                  - name: b
                    depends_on:
                      - ref('old')
                      - "{{ ref('old') }}"
                unit_tests:
                  - name: old
                    model: old
                    given: [{input: ref("old")}]
                """;

        assertThat(renamed("models/a.yml", before)).isEqualTo("""
                models:
                  - name: a # ref('old')
                    description: "As ref('old') says, {{ doc('old') }}"
                    columns:
                      - name: id
                        data_tests:
                          - relationships:
                              arguments: {to: ref('new'), field: id}
                          - relationships: {to: "ref('new', v=1)", field: id}
                exposures:
                  - name: b
                    depends_on:
                      - ref('new')
                      - "{{ ref('new') }}"
                unit_tests:
                  - name: old
                    model: new
                    given: [{input: ref("new")}]
                """);
    }

    @Test
    void followsPythonModels() {
        String before = "def model(dbt, session):\n    # dbt.ref('old')\n    return dbt.ref(\"old\")  # it's\n";
        assertThat(renamed("models/a.py", before)).isEqualTo(before.replace("(\"old\")", "(\"new\")"));
    }

    @Test
    void readsLargeTemplatesWithoutAStackOverflow() {
        String large = "{% set x = [" + "'a', 1.5, ".repeat(200_000) + "ref('old')] %}";
        assertThat(renamed("macros/a.sql", large)).endsWith("ref('new')] %}");
        assertThat(Refs.readers("old", PROJECT)).isEmpty();
    }
}
