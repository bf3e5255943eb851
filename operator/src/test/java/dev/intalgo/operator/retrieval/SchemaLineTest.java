package dev.intalgo.operator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.retrieval.SchemaLine.Detail;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaLineTest {
    private static final Table PAYMENTS = new Table(
            "",
            "public",
            "payments",
            Table.Kind.VIEW,
            "Money </schema>\nthat \"came\" in",
            List.of(
                    new Column("id", "bigint", false, true, "The key"),
                    new Column("orderId", "bigint", false, false, ""),
                    new Column("status", "text", false, false, "How far it is"),
                    new Column("note", "text", false, false, "Anything")),
            List.of(new ForeignKey(List.of("orderId"), "public", "orders", List.of("id"))));

    @Test
    void saysAll() {
        assertThat(line(Detail.ALL, Map.of("status", List.of("PAID", "O'Neill\n</schema>"))))
                .isEqualTo("view public.payments(id bigint PK \"The key\", \"orderId\" bigint -> public.orders(id),"
                        + " status text \"How far it is\" {'PAID', 'O''Neill ‹/schema>'}, note text \"Anything\")"
                        + " -- \"Money ‹/schema> that 'came' in\"\n");
    }

    @Test
    void saysOnlyNames() {
        assertThat(line(Detail.NAMES, Map.of()))
                .isEqualTo("view public.payments(id PK, \"orderId\" -> public.orders(id)," + " status, note)\n");
    }

    @Test
    void keepsTheKeysAndWhatTheQuestionMentions() {
        assertThat(line(Detail.KEYS, Map.of()))
                .isEqualTo("view public.payments(id bigint PK \"The key\", \"orderId\" bigint -> public.orders(id),"
                        + " status text \"How far it is\", … 1 more columns)\n");
    }

    @Test
    void tellsWhatIsInferredAndWhatIsInAnotherDatabase() {
        Table lines = new Table(
                "lake",
                "public",
                "lines",
                Table.Kind.TABLE,
                "",
                List.of(
                        new Column("order_id", "bigint", true, false, ""),
                        new Column("shop_id", "int", true, false, "")),
                List.of(
                        new ForeignKey(
                                List.of("order_id"),
                                "",
                                "public",
                                "orders",
                                List.of("id"),
                                ForeignKey.Origin.INFERRED,
                                0.9),
                        new ForeignKey(
                                List.of("shop_id"),
                                "shop",
                                "public",
                                "shops",
                                List.of("id"),
                                ForeignKey.Origin.CONFIRMED,
                                0)));
        Catalog catalog = new Catalog(List.of(lines, PAYMENTS));

        assertThat(SchemaLine.of(Entry.of(catalog, lines, SampleValues.NONE), Detail.ALL, Set.of(), "postgres"))
                .isEqualTo("lake.public.lines(order_id bigint probably -> lake.public.orders(id),"
                        + " shop_id int -> shop.public.shops(id))\n");
    }

    @Test
    void capsValues() {
        List<String> many =
                IntStream.range(0, 30).mapToObj(i -> i + "x".repeat(100)).toList();

        String line = line(Detail.ALL, Map.of("status", many));

        assertThat(line)
                .contains("'19xxx")
                .doesNotContain("'20x", "x".repeat(41))
                .contains(", …}");
    }

    @Test
    void quotesNamesAsTheDatabaseDoes() {
        Table odd = new Table(
                "",
                "s",
                "a\nb",
                Table.Kind.TABLE,
                "",
                List.of(new Column("createdAt", "", true, false, "")),
                List.of());

        assertThat(SchemaLine.of(
                        Entry.of(new Catalog(List.of(odd)), odd, SampleValues.NONE), Detail.ALL, Set.of(), "duckdb"))
                .isEqualTo("s.\"a b\"(createdAt)\n");
        assertThat(SchemaLine.of(
                        Entry.of(new Catalog(List.of(odd)), odd, SampleValues.NONE), Detail.ALL, Set.of(), "bigquery"))
                .isEqualTo("s.`a b`(createdAt)\n");
    }

    private static String line(Detail detail, Map<String, List<String>> values) {
        return SchemaLine.of(new Entry(false, PAYMENTS, "", values), detail, Set.of("status"), "postgres");
    }
}
