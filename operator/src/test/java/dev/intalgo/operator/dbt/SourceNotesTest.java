package dev.intalgo.operator.dbt;

import static dev.intalgo.operator.dbt.SourcesYamlTest.CUSTOMERS;
import static dev.intalgo.operator.dbt.SourcesYamlTest.EMAIL;
import static dev.intalgo.operator.dbt.SourcesYamlTest.ID;
import static dev.intalgo.operator.dbt.SourcesYamlTest.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.ForeignKey.Origin;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.SourceRules.Freshness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people say in the sources' YAML, and what becomes of it. */
class SourceNotesTest {
    private static final String PATH = "models/sources/public.yml";
    private static final Column BUYER = new Column("customer_id", "INTEGER", true, false, "");
    private static final Table ORDERS = table("public", "orders", "", ID, BUYER);
    private static final Catalog SHOP = new Catalog(List.of(CUSTOMERS, ORDERS));
    private static final String INFERRED = "                    inferred: 0.9\n";

    private static String merge(Catalog catalog, String before) {
        return SourcesYaml.merge(catalog, Map.of(PATH, before)).getOrDefault(PATH, before);
    }

    private static String first() {
        return SourcesYaml.merge(SHOP, Map.of()).get(PATH);
    }

    private static Table known(Catalog catalog, String table, String file) {
        return SourcesYaml.known(catalog, Map.of(PATH, file))
                .find("public", table)
                .orElseThrow();
    }

    @Test
    void tellsWhatIsInferredAndTestsItNot() {
        assertThat(first()).contains("""
                          - name: customer_id
                            data_type: INTEGER
                            config:
                              meta:
                                intalgo:
                                  references:
                                    to: source('public', 'customers')
                                    field: id
                                    inferred: 0.9
                """).doesNotContain("relationships");
        assertThat(known(SHOP, "orders", first()).foreignKeys().getFirst().origin())
                .isEqualTo(Origin.INFERRED);
    }

    @Test
    void testsWhatAPersonConfirms() {
        String confirmed = first().replace(INFERRED, INFERRED + INFERRED.replace("inferred: 0.9", "confirmed: true"));

        String merged = merge(SHOP, confirmed);

        assertThat(merged).contains("confirmed: true").contains("""
                            data_tests:
                              - relationships:
                                  arguments:
                                    to: source('public', 'customers')
                                    field: id
                """);
        assertThat(merge(SHOP, merged)).isEqualTo(merged);
        assertThat(known(SHOP, "orders", confirmed).foreignKeys().getFirst().origin())
                .isEqualTo(Origin.CONFIRMED);
    }

    @Test
    void infersNeverAgainWhatAPersonDenies() {
        String denied = first().replace(INFERRED, INFERRED + INFERRED.replace("inferred: 0.9", "confirmed: no"));

        String merged = merge(SHOP, denied);

        assertThat(merged).contains("confirmed: false").doesNotContain("relationships");
        assertThat(merge(SHOP, merged)).isEqualTo(merged);
        assertThat(known(SHOP, "orders", merged).foreignKeys()).isEmpty();
    }

    @Test
    void testsWhatAPersonConfirmsInATableThatTheyEditedToo() {
        String edited = first().replace("- name: orders", "- description: Ours\n        name: orders")
                .replace(INFERRED, INFERRED + "                    confirmed: true  # ask Kim\n");

        String merged = merge(SHOP, edited);

        assertThat(merged).contains("# ask Kim", "description: Ours", "- relationships:");
        assertThat(merge(SHOP, merged)).isEqualTo(merged);
    }

    @Test
    void takesAReferenceThatAPersonWrote() {
        String written = """
                sources:
                  - name: app
                    schema: public
                    tables:
                      - name: customers
                      - name: o
                        identifier: orders
                        columns:
                          - name: customer_id
                            meta: {intalgo: {references: {to: 'source("public", "customers")', field: email, confirmed: true}}}
                """;
        assertThat(SourcesYaml.known(SHOP, Map.of("models/app.yml", written))
                        .find("public", "orders")
                        .orElseThrow()
                        .foreignKeys())
                .containsExactly(new ForeignKey(
                        List.of("customer_id"), "", "public", "customers", List.of("email"), Origin.CONFIRMED, 0));
    }

    @Test
    void putsHandWrittenDescriptionsOverTheDatabases() {
        String edited =
                first().replace("People who bought", "Companies that bought").replace("Lower-cased", "As typed");
        Table customers = known(SHOP, "customers", edited);

        assertThat(customers.description()).isEqualTo("Companies that bought something.");
        assertThat(customers.column("email").orElseThrow().description()).isEqualTo("As typed; unique.");
    }

    @Test
    void followsTheDatabaseWhereNobodyWroteADescription() {
        Catalog now = new Catalog(List.of(ORDERS, table("public", "customers", "Buyers.", ID, EMAIL)));

        assertThat(known(now, "customers", first()).description()).isEqualTo("Buyers.");
    }

    @Test
    void writesNoTestsWhereTheProjectWantsNone() {
        String text = SourcesYaml.merge(SHOP, Map.of(), new SourceRules(false, List.of()))
                .get(PATH);

        assertThat(text).contains("customer_id").doesNotContain("data_tests");
    }

    @Test
    void writesHowFreshTablesShouldBe() {
        Table events = table("public", "events", "", ID, new Column("loadedAt", "TIMESTAMP", true, false, ""));
        SourceRules rules = new SourceRules(true, List.of(new Freshness("public.*", "LOADEDAT", "24h", "2d")));

        String text = SourcesYaml.merge(new Catalog(List.of(events, CUSTOMERS)), Map.of(), rules)
                .get(PATH);

        assertThat(text).containsOnlyOnce("freshness:").contains("""
                        config:
                          loaded_at_field: '"loadedAt"'
                          freshness:
                            warn_after:
                              count: 24
                              period: hour
                            error_after:
                              count: 2
                              period: day
                """);
    }

    @Test
    void namesTheDatabaseOfTablesThatAreElsewhere() {
        Table lake = new Table("Lake", "public", "customers", Table.Kind.TABLE, "", List.of(ID), List.of());
        Table refers = new Table(
                "Lake",
                "public",
                "orders",
                Table.Kind.TABLE,
                "",
                List.of(ID, BUYER),
                List.of(
                        new ForeignKey(List.of("customer_id"), "public", "customers", List.of("id")),
                        new ForeignKey(
                                List.of("id"), "shop", "public", "customers", List.of("id"), Origin.DECLARED, 0)));
        Catalog both = new Catalog(List.of(CUSTOMERS, lake, refers)).seenFrom("shop");

        Map<String, String> files = SourcesYaml.merge(both, Map.of());

        String path = "models/sources/" + DbtNames.fileName("Lake__public") + ".yml";
        assertThat(files).containsOnlyKeys(PATH, path);
        assertThat(files.get(path))
                .contains("- name: Lake__public\n    database: Lake\n    schema: public\n")
                .contains("to: source('Lake__public', 'customers')", "to: source('public', 'customers')");
        assertThat(SourcesYaml.merge(both, files)).isEmpty();
        String described =
                files.get(path).replace("- name: customers", "- description: Theirs\n        name: customers");
        assertThat(SourcesYaml.known(both, Map.of(path, described)).tables())
                .extracting(Table::description)
                .containsExactly("Theirs", "People who bought something.", "");
    }
}
