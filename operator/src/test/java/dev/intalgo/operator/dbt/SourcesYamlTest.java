package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourcesYamlTest {
    static final Column ID = new Column("id", "INTEGER", false, true, "");
    static final Column EMAIL = new Column("email", "VARCHAR(255)", false, false, "Lower-cased; unique.");
    static final Table CUSTOMERS = table("public", "customers", "People who bought something.", ID, EMAIL);
    private static final String PATH = "models/sources/public.yml";

    static Table table(String schema, String name, String description, Column... columns) {
        return new Table("shop", schema, name, Table.Kind.TABLE, description, List.of(columns), List.of());
    }

    private static Catalog catalog(Table... tables) {
        return new Catalog(List.of(tables));
    }

    private static String merge(Catalog catalog, String before) {
        Map<String, String> changed = SourcesYaml.merge(catalog, Map.of(PATH, before));
        assertThat(changed.keySet()).isSubsetOf(PATH);
        return changed.getOrDefault(PATH, before);
    }

    private static String first() {
        return SourcesYaml.merge(catalog(CUSTOMERS), Map.of()).get(PATH);
    }

    @Test
    void writesTablesWithTypesDescriptionsAndTestsFromKeys() {
        Table orders = new Table(
                "shop",
                "sales",
                "orders",
                Table.Kind.TABLE,
                "",
                List.of(ID, new Column("customer_id", "INTEGER", false, false, "")),
                List.of(new ForeignKey(List.of("customer_id"), "public", "customers", List.of("id"))));

        Map<String, String> files = SourcesYaml.merge(catalog(CUSTOMERS, orders), Map.of());

        assertThat(files).containsOnlyKeys(PATH, "models/sources/sales.yml");
        assertThat(files.get(PATH).replaceAll("intalgo [0-9a-f]{8}", "intalgo HASH"))
                .endsWith("""
                        version: 2

                        sources:
                          - name: public
                            tables:
                              - name: customers  # intalgo HASH
                                description: People who bought something.
                                columns:
                                  - name: id
                                    data_type: INTEGER
                                    data_tests:
                                      - unique
                                      - not_null
                                  - name: email
                                    description: Lower-cased; unique.
                                    data_type: VARCHAR(255)
                        """);
        assertThat(files.get("models/sources/sales.yml")).contains("""
                                  - name: customer_id
                                    data_type: INTEGER
                                    data_tests:
                                      - relationships:
                                          arguments:
                                            to: source('public', 'customers')
                                            field: id
                        """);
    }

    @Test
    void doesNotTestWhatDbtAloneCannot() {
        Table lines = new Table(
                "shop",
                "public",
                "lines",
                Table.Kind.TABLE,
                "",
                List.of(ID, new Column("line_no", "INTEGER", false, true, "")),
                List.of(
                        new ForeignKey(List.of("id", "line_no"), "public", "customers", List.of("id", "email")),
                        new ForeignKey(List.of("id"), "elsewhere", "gone", List.of("id"))));

        String text = SourcesYaml.merge(catalog(CUSTOMERS, lines), Map.of()).get(PATH);

        assertThat(text.substring(text.indexOf("- name: lines")))
                .doesNotContain("unique", "relationships")
                .containsSubsequence("not_null", "line_no", "not_null");
    }

    @Test
    void changesNothingWhenNothingChanged() {
        assertThat(SourcesYaml.merge(catalog(CUSTOMERS), Map.of(PATH, first()))).isEmpty();
    }

    @Test
    void followsTheCatalogWhereNobodyEdited() {
        Table now = table("public", "customers", "Buyers.", EMAIL, new Column("age", "INTEGER", true, false, ""));

        assertThat(merge(catalog(now), first()))
                .isEqualTo(SourcesYaml.merge(catalog(now), Map.of()).get(PATH));
    }

    @Test
    void keepsAHandWrittenDescription() {
        String edited = first().replace("People who bought something.", "'Ours: only paying ones.'  # ask Kim");

        assertThat(merge(catalog(CUSTOMERS), edited)).isEqualTo(edited);
        assertThat(merge(catalog(table("public", "customers", "Other.", ID, EMAIL)), edited))
                .isEqualTo(edited);
    }

    @Test
    void addsOnlyWhatIsMissingToAnEditedTable() {
        String edited =
                first().replace("    - unique\n", "    - unique:\n                      config: {severity: warn}\n");
        Table now = table(
                "public",
                "customers",
                "People who bought something.",
                ID,
                new Column("email", "TEXT", false, false, ""),
                new Column("joined", "DATE", true, false, "First order."));

        String merged = merge(catalog(now), edited);

        assertThat(merged).isEqualTo(edited.replace("VARCHAR(255)", "TEXT") + """
                                  - name: joined
                                    description: First order.
                                    data_type: DATE
                        """);
        assertThat(merge(catalog(now), merged)).isEqualTo(merged);
    }

    @Test
    void removesAColumnThatIsGoneFromAnEditedTable() {
        String edited = first().replace("description: People", "description: Our people");

        assertThat(merge(catalog(table("public", "customers", "", EMAIL)), edited))
                .doesNotContain("name: id")
                .contains("Our people", "name: email");
    }

    @Test
    void removesATableThatIsGoneUnlessSomebodyEditedIt() {
        Table other = table("public", "other", "", ID);
        String both = SourcesYaml.merge(catalog(CUSTOMERS, other), Map.of()).get(PATH);

        assertThat(merge(catalog(other), both))
                .isEqualTo(SourcesYaml.merge(catalog(other), Map.of()).get(PATH));
        String edited = both.replace("Lower-cased", "lower-cased");
        assertThat(merge(catalog(other), edited)).isEqualTo(edited);
        assertThat(SourcesYaml.merge(catalog(), Map.of(PATH, both)))
                .containsOnlyKeys(PATH)
                .containsEntry(PATH, null);
    }

    @Test
    void keepsASourceThatSomebodyDescribedWhenItsTablesAreGone() {
        String edited = first().replace("# The tables", "# Our tables");
        String without = merge(catalog(), edited);

        assertThat(without).endsWith("sources:\n  - name: public\n    tables: []\n");
        assertThat(merge(catalog(), without)).isEqualTo(without);
        assertThat(merge(catalog(CUSTOMERS), without)).isEqualTo(edited);
    }

    @Test
    void keepsCommentsOrderQuotesAndBlankLines() {
        String edited = """
                # ours
                version: 2
                sources:
                - name: "public"   # the app's
                  description: |
                    # not a comment

                    text

                  meta: {owner: kim}
                  tables:

                  # first the important one
                  - name: zebra
                    description: >-
                      folded
                      text
                    # about its columns
                    columns:
                    - {name: id, data_type: OLD}
                    - name: stripes
                      # how many
                      data_type: 'INTEGER'

                  # then the others
                  - name: customers

                # the end
                """;
        Table zebra = table("public", "zebra", "x", ID, new Column("stripes", "BIGINT", true, false, "Counted."));

        assertThat(merge(catalog(zebra, CUSTOMERS), edited))
                .isEqualTo(edited.replace("data_type: 'INTEGER'\n", "data_type: BIGINT\n")
                        .replace("- name: stripes\n", "- name: stripes\n      description: Counted.\n")
                        .replace("  - name: customers\n", """
                                          - name: customers
                                            description: People who bought something.
                                            columns:
                                              - name: id
                                                data_type: INTEGER
                                                data_tests:
                                                  - unique
                                                  - not_null
                                              - name: email
                                                description: Lower-cased; unique.
                                                data_type: VARCHAR(255)
                                        """));
    }

    @Test
    void leavesATableToTheFileThatDescribesIt() {
        String staging = "sources: [{name: public, tables: [{name: customers}]}]\n"
                .replace(
                        "[{name: public, tables: [{name: customers}]}]",
                        "\n- name: public\n  tables:\n  - name: customers");
        Map<String, String> existing = Map.of("models/staging/src.yml", staging);

        assertThat(SourcesYaml.merge(catalog(CUSTOMERS), existing)).isEmpty();
        assertThat(SourcesYaml.merge(catalog(CUSTOMERS, table("public", "other", "", ID)), existing))
                .hasEntrySatisfying(PATH, t -> assertThat(t).contains("other").doesNotContain("customers  #"));
    }

    @Test
    void leavesAFileThatIsNoYaml() {
        assertThat(SourcesYaml.merge(catalog(CUSTOMERS), Map.of(PATH, "sources: [\n")))
                .isEmpty();
    }

    @Test
    void neverWritesATemplateThatTheDatabaseHolds() {
        Table table = table(
                "public",
                "t",
                "{{ env_var('SECRET') }} {% x %} {# y #} {{{ z",
                new Column("{{ a }}", "INTEGER", true, false, ""),
                new Column("b", "{{ x }}", true, false, "{{{"));

        String text = SourcesYaml.merge(
                        catalog(table, table("public", "{{ t }}", "", ID), table("public", "a\"b", "", ID)), Map.of())
                .get(PATH);

        assertThat(text).doesNotContain("{{", "{%", "{#", "a\"b").contains("{ { env_var(''SECRET'') }}");
    }

    @Test
    void givesEveryOddSchemaAFileOfItsOwn() {
        List<String> schemas =
                List.of("public", "Public", "my schema", "my-schema", "../up", "ünï", "a/b", "x".repeat(300));
        Catalog catalog =
                new Catalog(schemas.stream().map(s -> table(s, "t", "", ID)).toList());

        Map<String, String> files = SourcesYaml.merge(catalog, Map.of());

        assertThat(files).hasSameSizeAs(schemas);
        assertThat(files.keySet()).allMatch(p -> p.matches("models/sources/[a-z0-9_-]{1,100}\\.yml"));
        assertThat(SourcesYaml.merge(catalog, files)).isEmpty();
    }

    @Test
    void mergesThousandsOfTables() {
        Column[] columns = IntStream.range(0, 20)
                .mapToObj(i -> new Column("column_" + i, "INTEGER", i > 0, i == 0, "What column " + i + " is."))
                .toArray(Column[]::new);
        List<Table> tables = new ArrayList<>(IntStream.range(0, 2_000)
                .mapToObj(i -> table("public", "table_" + i, "Table " + i, columns))
                .toList());
        Map<String, String> files = new TreeMap<>(SourcesYaml.merge(new Catalog(tables), new HashMap<>()));
        tables.set(1_000, table("public", "table_1000", "New", columns));

        Map<String, String> changed = SourcesYaml.merge(new Catalog(tables), files);

        assertThat(changed.get(PATH))
                .hasLineCount((int) files.get(PATH).lines().count())
                .contains("description: New");
    }
}
