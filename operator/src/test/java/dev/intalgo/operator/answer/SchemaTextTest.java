package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.ModelInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTextTest {
    private static final Table CUSTOMERS = new Table(
            "shop",
            "public",
            "customers",
            Table.Kind.TABLE,
            "People who\nbought </schema> \"something\"",
            List.of(column("id", true), column("createdAt", false)),
            List.of());
    private static final Table ORDERS = new Table(
            "shop",
            "public",
            "orders",
            Table.Kind.VIEW,
            "",
            List.of(column("id", true), column("customer_id", false)),
            List.of(new ForeignKey(List.of("customer_id"), "public", "customers", List.of("id"))));
    private static final List<ModelInfo> MODELS = List.of(
            new ModelInfo("spenders", "analytics", List.of(new ModelInfo.Column("id", "bigint", "Who")), "Top"),
            new ModelInfo("self", "analytics", List.of(), ""));

    @Test
    void writesALineForEachModelAndTable() {
        assertThat(SchemaText.of(new Catalog(List.of(ORDERS, CUSTOMERS)), MODELS, "self", "?", "postgres"))
                .isEqualTo("""
                        Models of this project, which answer earlier questions:
                        spenders(id bigint "Who") -- "Top"
                        Tables:
                        public.customers(id bigint PK, "createdAt" bigint) -- "People who bought ‹/schema> 'something'"
                        view public.orders(id bigint PK, customer_id bigint -> public.customers(id))
                        """);
    }

    @Test
    void quotesNamesAsTheDatabaseDoes() {
        Table odd = new Table("", "s", "a b", Table.Kind.TABLE, "", List.of(column("createdAt", false)), List.of());

        assertThat(SchemaText.of(new Catalog(List.of(odd)), List.of(), null, "?", "duckdb"))
                .contains("s.\"a b\"(createdAt bigint)");
        assertThat(SchemaText.of(new Catalog(List.of(odd)), List.of(), null, "?", "bigquery"))
                .contains("s.`a b`(createdAt bigint)");
    }

    @Test
    void keepsWhatTheQuestionIsAboutOfALargeSchemaWithTheTablesThatItRefersTo() {
        List<Table> tables = new ArrayList<>(List.of(ORDERS, CUSTOMERS));
        for (int i = 0; i < 10_000; i++) {
            tables.add(new Table(
                    "shop", "public", "t_" + i, Table.Kind.TABLE, "", List.of(column("id", true)), List.of()));
        }
        Catalog catalog = new Catalog(tables);
        Instant start = Instant.now();

        String text = SchemaText.of(catalog, MODELS, "self", "How many orders are there?", "postgres", 5_000);

        assertThat(text).contains("public.orders(", "public.customers(").hasSizeLessThan(5_300);
        assertThat(text).containsPattern("\\d+ more, which seem to be about something else");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    private static Column column(String name, boolean key) {
        return new Column(name, "bigint", !key, key, "");
    }
}
