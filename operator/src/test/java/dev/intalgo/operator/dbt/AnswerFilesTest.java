package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

class AnswerFilesTest {
    private static final String SQL = "models/top_customers.sql";
    private static final String YAML = "models/top_customers.yml";

    static Answer answer(String sql, String description, String... columns) {
        return new Answer(
                "top_customers",
                Mode.MODEL,
                sql,
                "Which ten customers spent the most?",
                description,
                List.of(columns).stream()
                        .map(c -> new ModelColumn(c, "INTEGER", ""))
                        .toList(),
                "table",
                "k1",
                "s1",
                "gpt",
                900,
                80,
                List.of("source.public.customers"),
                List.of("id"),
                List.of("Each order with its customer."),
                false,
                false,
                List.of(),
                List.of(),
                "",
                Origin.UNKNOWN);
    }

    private static final Answer ANSWER =
            answer("select id\nfrom {{ source('public', 'customers') }}", "The best.", "id");

    private static Map<String, String> apply(Map<String, String> files, Map<String, String> changes) {
        Map<String, String> after = new HashMap<>(files);
        changes.forEach((path, text) -> {
            if (text == null) {
                after.remove(path);
            } else {
                after.put(path, text);
            }
        });
        return after;
    }

    private static Map<String, String> written() {
        return AnswerFiles.write(ANSWER, Map.of());
    }

    @Test
    void writesSqlAndYaml() {
        assertThat(written()).containsOnlyKeys(SQL, YAML);
        assertThat(written().get(SQL)).isEqualTo("select id\nfrom {{ source('public', 'customers') }}\n");
        assertThat(written().get(YAML).replaceAll("intalgo [0-9a-f]{8}", "intalgo HASH"))
                .isEqualTo("""
                        version: 2

                        models:
                          - name: top_customers  # intalgo HASH
                            description: The best.
                            config:
                              materialized: table
                              meta:
                                intalgo:
                                  question: Which ten customers spent the most?
                                  key: k1
                                  slice: s1
                                  llm: gpt
                                  tokens:
                                    input: 900
                                    output: 80
                                  references:
                                    - source.public.customers
                                  grain:
                                    - id
                                  joins:
                                    - Each order with its customer.
                                  sqlHash: %s
                            columns:
                              - name: id
                                data_type: INTEGER
                                data_tests:
                                  - unique
                                  - not_null
                        """.formatted(AnswerMeta.sqlHash(ANSWER.sql())));
    }

    @Test
    void readsWhatItWrote() {
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, written())).contains(ANSWER);
        assertThat(AnswerFiles.all(written())).containsExactly(ANSWER);
        assertThat(AnswerFiles.write(ANSWER, written())).isEmpty();
        assertThat(AnswerFiles.read("top_customers", Mode.ANALYSIS, written())).isEmpty();
        assertThat(AnswerFiles.read("other", Mode.MODEL, written())).isEmpty();
    }

    @Test
    void testsColumnsThatAreNeverNull() {
        Answer answer = ANSWER.withGrain(List.of())
                .withColumns(List.of(new ModelColumn("id", "INTEGER", "", true), new ModelColumn("n", "INTEGER", "")));
        Map<String, String> files = AnswerFiles.write(answer, Map.of());

        assertThat(files.get(YAML)).containsOnlyOnce("not_null").doesNotContain("unique");
        assertThat(AnswerFiles.all(files)).containsExactly(answer);
    }

    @Test
    void readsItInWhateverStyleTheFileIs() {
        String block = written().get(YAML);
        Object loaded = new Yaml().load(block);
        var flow = new DumperOptions();
        flow.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        for (String yaml : List.of(
                new Yaml(flow).dump(loaded),
                "# ours\n" + block.replace("models:", "\"models\" :"),
                block.replaceAll("(?m)^(?=.)", "  "))) {
            Map<String, String> files = apply(written(), Map.of(YAML, yaml));
            assertThat(AnswerFiles.all(files)).as(yaml).containsExactly(ANSWER);
        }
    }

    @Test
    void keepsAHandWrittenDescriptionAndTests() {
        Map<String, String> files = new HashMap<>(written());
        files.compute(
                YAML,
                (p, text) -> text.replace("The best.", "By hand. # really")
                        .replace("          - unique\n", "          - unique  # trust me\n          - not_null_ish\n"));

        Answer next = answer("select id, name from x", "Generated.", "id", "name");
        Map<String, String> after = apply(files, AnswerFiles.write(next, files));

        assertThat(after.get(YAML))
                .isEqualTo(files.get(YAML).replace(AnswerMeta.sqlHash(ANSWER.sql()), AnswerMeta.sqlHash(next.sql()))
                        + """
                              - name: name
                                data_type: INTEGER
                        """);
        assertThat(AnswerFiles.write(next, after)).isEmpty();
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, after)
                        .orElseThrow()
                        .description())
                .isEqualTo("By hand.");
    }

    @Test
    void keepsAPersonsConfig() {
        String yaml = """
                models:
                - name: top_customers
                  config: {tags: [daily], materialized: view}
                - name: other   # mine
                """;
        Map<String, String> files = Map.of(SQL, "select 1\n", YAML, yaml);

        Map<String, String> after = apply(files, AnswerFiles.write(ANSWER, files));

        assertThat(after.get(YAML))
                .contains("tags:\n", "- daily\n", "materialized: table", "key: k1", "name: other   # mine");
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, after)).contains(ANSWER);
        assertThat(AnswerFiles.write(ANSWER, after)).isEmpty();
    }

    @Test
    void remembersWhichEditWasChecked() {
        Map<String, String> files = new HashMap<>(AnswerFiles.write(ANSWER, Map.of()));
        files.put(SQL, "select 2 as id\n");
        Answer edited = AnswerFiles.read("top_customers", Mode.MODEL, files).orElseThrow();
        assertThat(edited.toBeChecked()).isTrue();
        files.putAll(AnswerFiles.write(edited.withChecked(edited.sqlHash()), files));
        assertThat(files).containsEntry(SQL, "select 2 as id\n");
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, files)
                        .orElseThrow()
                        .toBeChecked())
                .isFalse();
        assertThat(AnswerFiles.writtenSqlHash("top_customers", Mode.MODEL, files))
                .isEqualTo(ANSWER.sqlHash());
        files.put(SQL, "select 3 as id\n");
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, files)
                        .orElseThrow()
                        .toBeChecked())
                .isTrue();
    }

    @Test
    void tellsSqlThatSomebodyEdited() {
        Map<String, String> files = new HashMap<>(written());
        files.put(SQL, "select id, 1 as one from x\n");

        Answer read = AnswerFiles.read("top_customers", Mode.MODEL, files).orElseThrow();

        assertThat(read.edited()).isTrue();
        assertThat(read.sql()).isEqualTo("select id, 1 as one from x");
        assertThat(AnswerFiles.write(read, files)).isEmpty();
        assertThat(AnswerFiles.write(ANSWER, files)).containsOnlyKeys(SQL);
    }

    @Test
    void findsFilesThatSomebodyMoved() {
        Map<String, String> files = Map.of(
                "models/marts/top_customers.sql",
                written().get(SQL),
                "models/marts/schema.yml",
                written().get(YAML));

        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, files)).contains(ANSWER);
        assertThat(AnswerFiles.all(files)).containsExactly(ANSWER);
        assertThat(AnswerFiles.write(answer("select 2", "Second.", "id"), files))
                .containsOnlyKeys("models/marts/top_customers.sql", "models/marts/schema.yml");
    }

    @Test
    void removesItsFilesAndNothingElse() {
        assertThat(AnswerFiles.remove("top_customers", Mode.MODEL, written()))
                .containsOnlyKeys(SQL, YAML)
                .containsEntry(SQL, null)
                .containsEntry(YAML, null);
        Map<String, String> files = new HashMap<>(written());
        files.compute(YAML, (p, text) -> text + "\n  # mine\n  - name: other\n");
        assertThat(AnswerFiles.remove("top_customers", Mode.MODEL, files).get(YAML))
                .isEqualTo("version: 2\n\nmodels:\n\n  # mine\n  - name: other\n");
        assertThat(AnswerFiles.remove("nobody", Mode.MODEL, files)).isEmpty();
    }

    @Test
    void keepsWhatPeopleSaidOfIt() {
        Answer said = ANSWER.withConfirmed(true)
                .withClarifications(List.of(new Exchange("Gross or {{ net }}?", "gross")))
                .withWarnings(List.of("It has no rows."));

        Answer read = AnswerFiles.read("top_customers", Mode.MODEL, AnswerFiles.write(said, Map.of()))
                .orElseThrow();

        assertThat(read.confirmed()).isTrue();
        assertThat(read.trusted()).isTrue();
        assertThat(ANSWER.trusted()).isFalse();
        assertThat(read.clarifications()).containsExactly(new Exchange("Gross or {{ net }}?", "gross"));
        assertThat(read.warnings()).containsExactly("It has no rows.");
        assertThat(read.sqlHash()).isEqualTo(ANSWER.sqlHash()).matches("[0-9a-f]{16}");
    }

    @Test
    void writesAnAnalysisWithoutTestsOrMaterialization() {
        Answer analysis = new Answer(
                "a",
                Mode.ANALYSIS,
                "select 1",
                null,
                null,
                List.of(new ModelColumn("id", null, null)),
                "table",
                "k",
                null,
                null,
                0,
                0,
                List.of(),
                List.of("id"),
                List.of(),
                false,
                false,
                List.of(),
                List.of(),
                "",
                Origin.UNKNOWN);

        Map<String, String> files = AnswerFiles.write(analysis, Map.of());

        assertThat(files.get("analyses/a.yml"))
                .contains("analyses:\n")
                .doesNotContain("data_tests", "materialized", "llm");
        assertThat(AnswerFiles.read("a", Mode.ANALYSIS, files).orElseThrow().key())
                .isEqualTo("k");
    }

    @Test
    void neverWritesATemplateThatAnLlmWrote() {
        Answer evil = answer("select 1", "{{ env_var('X') }}{% do x %}", "id", "{{ a }}")
                .withQuestion("{{ env_var('X') }} {% do x %} {# y #}");

        Map<String, String> files = AnswerFiles.write(evil, Map.of());

        assertThat(files.get(YAML)).doesNotContain("{{", "{%", "{#");
        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, files)
                        .orElseThrow()
                        .question())
                .isEqualTo(evil.question());
    }

    @Test
    void keepsWhatItsQuestionSays() {
        Origin origin =
                new Origin("top-customers", "SELECT 1\n  AS \"ä\"", List.of("daily", "finance"), true, true, true);
        Map<String, String> files = AnswerFiles.write(ANSWER.withOrigin(origin), Map.of());

        assertThat(AnswerFiles.read("top_customers", Mode.MODEL, files)
                        .orElseThrow()
                        .origin())
                .isEqualTo(origin);
        assertThat(files.get(YAML)).contains("      tags:\n        - daily\n        - finance\n");
    }

    @Test
    void keepsPeoplesTagsBesideThoseOfTheQuestion() {
        Origin daily = OriginBuilder.builder().tags(List.of("daily")).build();
        Map<String, String> files = new HashMap<>(AnswerFiles.write(ANSWER.withOrigin(daily), Map.of()));
        files.compute(YAML, (p, text) -> text.replaceFirst("( +)- daily\n", "$1- daily\n$1- ours\n"));

        Origin weekly = OriginBuilder.builder().tags(List.of("weekly")).build();
        Map<String, String> after = apply(files, AnswerFiles.write(ANSWER.withOrigin(weekly), files));

        assertThat(after.get(YAML)).contains("      tags:\n        - ours\n        - weekly\n");
        assertThat(AnswerFiles.write(ANSWER.withOrigin(weekly), after)).isEmpty();
    }
}
