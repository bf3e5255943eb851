package dev.intalgo.operator.dbt;

import static dev.intalgo.operator.dbt.SourcesYamlTest.CUSTOMERS;
import static dev.intalgo.operator.dbt.SourcesYamlTest.ID;
import static dev.intalgo.operator.dbt.SourcesYamlTest.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.ForeignKey.Origin;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.SourceEdits.Unwritable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceEditsTest {
    private static final String PATH = "models/sources/public.yml";
    private static final Column BUYER = new Column("customer_id", "INTEGER", true, false, "");
    private static final Table ORDERS = table("public", "orders", "", ID, BUYER);
    private static final Catalog SHOP = new Catalog(List.of(CUSTOMERS, ORDERS));

    private Map<String, String> files = new HashMap<>(SourcesYaml.merge(SHOP, Map.of()));

    private SourceEdits edits(String table) {
        Catalog known = SourcesYaml.known(SHOP, files);
        return new SourceEdits(known, known.find("public", table).orElseThrow(), files);
    }

    /** What the edit wrote, after which the next of the operator's own merges changes nothing of it. */
    private String written(Map<String, String> changed) {
        assertThat(changed).hasSize(1);
        files.putAll(changed);
        var merged = SourcesYaml.merge(SHOP, files);
        files.putAll(merged);
        return changed.values().iterator().next();
    }

    private Table known(String table) {
        return SourcesYaml.known(SHOP, files).find("public", table).orElseThrow();
    }

    private void write(String text) {
        files = new HashMap<>(Map.of(PATH, text));
    }

    private ForeignKey key() {
        return known("orders").foreignKeys().getFirst();
    }

    @Test
    void describesTablesAndColumnsThatNobodyEditedYet() {
        var before = files.get(PATH);
        written(edits("orders").describe("What was ordered."));
        var text = written(edits("orders").describe("customer_id", "Who ordered it: a \"buyer\"."));
        assertThat(known("orders").description()).isEqualTo("What was ordered.");
        assertThat(known("orders").column("customer_id").orElseThrow().description())
                .isEqualTo("Who ordered it: a \"buyer\".");
        assertThat(text.lines().filter(line -> !before.contains(line)))
                .containsExactly(
                        "        description: What was ordered.",
                        "            description: 'Who ordered it: a \"buyer\".'");
    }

    @Test
    void changesNothingElseOfWhatPeopleWrote() {
        var theirs = """
                # Ours.
                version: 2

                sources:
                    - name: public   # the schema
                      tables:

                          - name: 'orders'
                            description: "Old."   # ask Kim
                            columns:
                                # the key
                                - name: id
                                - {name: customer_id, description: Short}
                """;
        write(theirs);
        assertThat(edits("orders").describe("New: better.").get(PATH))
                .isEqualTo(theirs.replace("\"Old.\"", "'New: better.'"));
        assertThat(edits("orders").describe("id", "Its\nnumber.").get(PATH))
                .isEqualTo(
                        theirs.replace(
                                "- name: id\n",
                                "- name: id\n                  description: |-\n                    Its\n                    number.\n"));
        assertThatThrownBy(() -> edits("orders").describe("customer_id", "Long."))
                .isInstanceOf(Unwritable.class)
                .hasMessageContaining("public.orders is in the sources' YAML, and is written on one line there");
    }

    @Test
    void lettingADescriptionGoBringsTheDatabasesOwnBack() {
        written(edits("customers").describe("Companies."));
        assertThat(known("customers").description()).isEqualTo("Companies.");
        written(edits("customers").describe(""));
        assertThat(known("customers").description()).isEqualTo("People who bought something.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ env_var('SECRET') }}",
                "- a: b # c",
                "'quoted\" {",
                "two\n\nlines: x\n  deeper",
                "\ttab",
                "yes",
                "2024-01-01",
                "*alias",
                "数据 🙂",
                "trailing  \nblanks ",
                "cr\r\nlf"
            })
    void writesWhateverPeopleWriteAsText(String text) {
        written(edits("orders").describe(text));
        var rendered = YamlEntry.plain(text.strip());
        assertThat(known("orders").description()).isEqualTo(rendered).doesNotContain("{{");
        assertThat(edits("orders").describe(text)).isEmpty();
        assertThat(SourcesYaml.merge(SHOP, files)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sources: [{name: public, tables: [{name: orders, description: x}]}]\n",
                "sources:\n  - name: public\n    tables: [{name: orders}]\n",
                "sources:\n  - name: public\n    tables:\n      - name: orders\n        description: &d x\n      - name: b\n        description: *d\n",
                "sources:\n  - name: public\n    tables:\n      - name: orders\n        description: '{{ doc(\"x\") }}'\n",
                "sources:\n  - name: public\n    tables: []\n",
                "sources: {\n",
            })
    void saysWhereItCannotWrite(String theirs) {
        write(theirs);
        assertThatThrownBy(() -> edits("orders").describe("New."))
                .isInstanceOf(Unwritable.class)
                .hasMessageMatching("(?s).*(in the repository|not in the project's sources yet).*");
    }

    @Test
    void leavesTheTextThatAnAliasIsOf() {
        write(
                "sources:\n  - name: public\n    description: &d x\n    tables:\n      - name: orders\n        description: *d\n");
        assertThat(edits("orders").describe("y").get(PATH)).contains("&d x", "        description: y\n");
    }

    @Test
    void writesNoNameThatDbtWouldEvaluate() {
        var odd = "{{ env_var('SECRET') }}";
        var table = table("public", odd, "", ID);
        var columns = table("public", "orders", "", ID, new Column(odd, "INTEGER", true, false, ""));
        var catalog = new Catalog(List.of(table, columns));
        files = new HashMap<>(SourcesYaml.merge(catalog, Map.of()));
        assertThatThrownBy(() -> new SourceEdits(catalog, table, files).describe("x"))
                .isInstanceOf(Unwritable.class)
                .hasMessageContaining("dbt cannot name");
        assertThatThrownBy(() -> new SourceEdits(catalog, columns, files).describe(odd, "x"))
                .isInstanceOf(Unwritable.class)
                .hasMessageContaining("dbt cannot name");
        var key = new ForeignKey(List.of("id"), "", "public", odd, List.of("id"), Origin.INFERRED, 0.9);
        assertThatThrownBy(() -> new SourceEdits(catalog, columns, files).decide(key, true))
                .isInstanceOf(Unwritable.class)
                .hasMessageContaining("dbt cannot name");
    }

    @Test
    void findsTablesThatPeoplesSourcesCallOtherwise() {
        files = new HashMap<>(
                Map.of(
                        "models/app.yml",
                        "sources:\n  - name: app\n    schema: public\n    tables:\n      - name: o\n        identifier: orders\n"));
        assertThat(edits("orders").describe("id", "Its number.").get("models/app.yml"))
                .endsWith("""
                              - name: o
                                identifier: orders
                                columns:
                                  - name: id
                                    description: Its number.
                        """);
    }

    @Test
    void confirmsWhatWasInferredAndTakesItBack() {
        var before = files.get(PATH);
        var text = written(edits("orders").decide(key(), true));
        assertThat(text.lines().filter(line -> !before.contains(line)))
                .containsExactly("                    confirmed: true");
        assertThat(key().origin()).isEqualTo(Origin.CONFIRMED);
        assertThat(files.get(PATH)).contains("- relationships:");
        assertThat(written(edits("orders").decide(key(), false))).contains("confirmed: false");
        assertThat(known("orders").foreignKeys()).isEmpty();
        var denied = SourcesYaml.denied(SourcesYaml.known(SHOP, files), known("orders"), files);
        assertThat(denied).singleElement().satisfies(k -> {
            assertThat(k.table()).isEqualTo("customers");
            assertThat(k.confidence()).isEqualTo(0.9);
        });
        written(edits("orders").decide(denied.getFirst(), true));
        assertThat(key().origin()).isEqualTo(Origin.CONFIRMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "        columns:\n          - name: id\n",
                "        columns:\n          - name: customer_id\n            meta:\n              owner: Kim # since May\n",
                "        columns:\n          - name: customer_id\n            config:\n              meta:\n                owner: Kim # since May\n",
                "        columns:\n          - name: customer_id\n            meta:\n              intalgo:\n                references:\n                  to: source('public', 'orders')\n                  field: id\n",
            })
    void saysWhetherItIsOneInWhateverPeopleWrote(String columns) {
        var theirs = "sources:\n  - name: public\n    tables:\n      - name: orders\n" + columns;
        write(theirs);
        var text = written(edits("orders").decide(key(), true));
        assertThat(key().origin()).as(text).isEqualTo(Origin.CONFIRMED);
        assertThat(text).contains(theirs.contains("Kim") ? "owner: Kim # since May" : "confirmed: true");
    }
}
