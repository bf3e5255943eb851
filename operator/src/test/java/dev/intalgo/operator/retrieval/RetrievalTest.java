package dev.intalgo.operator.retrieval;

import static dev.intalgo.operator.retrieval.Schemas.among;
import static dev.intalgo.operator.retrieval.Schemas.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetrievalTest {
    private static final Table CUSTOMERS = table("customers", "People who buy", "id", "email");
    private static final Table ORDERS = table("orders", "", "id", "customer_id->customers.id");
    private static final Table PRODUCTS = table("products", "What is for sale", "id", "label");
    private static final Table LINES = table("order_lines", "", "id", "order_id->orders.id", "product_id->products.id");
    private static final List<ModelInfo> MODELS = List.of(
            new ModelInfo("spenders", "analytics", List.of(new ModelInfo.Column("id", "bigint", "Who")), "Top"),
            new ModelInfo("self", "analytics", List.of(), ""));

    @Test
    void showsAllOfASchemaThatFitsWhateverTheQuestion() {
        Retrieval retrieval =
                Retrieval.of(new Catalog(List.of(ORDERS, CUSTOMERS)), SampleValues.NONE, MODELS, List.of(), "postgres");

        assertThat(retrieval.schema("Who bought most?", "self", 40_000))
                .isEqualTo(retrieval.schema("?", "self", 40_000))
                .isEqualTo("""
                        Models of this project, which answer earlier questions:
                        spenders(id bigint "Who") -- "Top"
                        Tables:
                        public.customers(id bigint PK, email bigint) -- "People who buy"
                        public.orders(id bigint PK, customer_id bigint -> public.customers(id))
                        """);
    }

    @Test
    void showsWhatTheQuestionIsAboutOfALargeSchemaWithTheTablesThatItRefersTo() {
        assertThat(schema(among(3_000, ORDERS, CUSTOMERS), "How many orders are there?", 2_000))
                .contains("public.orders(", "public.customers(")
                .containsPattern("\\d+ more, which seem to be about something else");
    }

    @Test
    void bringsTheTablesThatJoinTwo() {
        assertThat(schema(among(3_000, CUSTOMERS, ORDERS, PRODUCTS, LINES), "customers by product", 2_000))
                .contains("public.orders(", "public.order_lines(");
    }

    @Test
    void findsATableByAValueOfAColumn() {
        Table charges = table("charges", "", "id", "state");
        SampleValues values = new SampleValues(Map.of("public.charges", Map.of("state", List.of("REFUNDED", "OPEN"))));
        Retrieval retrieval = Retrieval.of(among(3_000, charges), values, List.of(), List.of(), "postgres");

        assertThat(retrieval.schema("What was refunded?", null, 2_000))
                .contains("public.charges(id bigint PK, state bigint {'REFUNDED', 'OPEN'})");
    }

    @Test
    void findsWhatASimilarQuestionWasAnsweredFrom() {
        Table odd = table("zz9", "", "k");
        Earlier earlier = new Earlier("What is our churn?", "lost_ones", List.of("public.zz9"));
        ModelInfo model = new ModelInfo("lost_ones", "analytics", List.of(), "");
        Retrieval retrieval =
                Retrieval.of(among(3_000, odd), SampleValues.NONE, List.of(model), List.of(earlier), "postgres");

        assertThat(retrieval.schema("churn by month", null, 2_000)).contains("public.zz9(", "\nlost_ones(");
    }

    @Test
    void leavesOutWhatHasNothingToDoWithTheQuestionThoughThereIsRoom() {
        Table invoices = table("open_invoices", "Sums that customers owe", "id", "due_sum");
        Table hints = table("hints", "Of all sorts", "id", "body");

        assertThat(schema(among(3_000, invoices, hints), "Which open invoices have the largest due sum?", 8_000))
                .contains("public.open_invoices(")
                .doesNotContain("public.hints(");
    }

    @Test
    void leavesOutATableThatAModelBuilt() {
        Table built = new Table("", "analytics", "spenders", Table.Kind.VIEW, "", List.of(), List.of());
        Retrieval retrieval =
                Retrieval.of(new Catalog(List.of(built, ORDERS)), SampleValues.NONE, MODELS, List.of(), "postgres");

        assertThat(retrieval.schema("spenders", "self", 40_000)).doesNotContain("analytics.spenders");
    }

    @Test
    void keepsKeysAndWhatTheQuestionMentionsOfATableWithThousandsOfColumns() {
        String[] columns = IntStream.range(0, 3_000).mapToObj(i -> "c" + i).toArray(String[]::new);
        columns[2_000] = "shoe_size";
        columns[2_500] = "customer_id->customers.id";
        String text = schema(
                among(0, table("people", "", columns), CUSTOMERS), "Which shoe size is the most frequent?", 2_000);

        assertThat(text)
                .contains(
                        "public.people(c0 bigint PK", "shoe_size bigint", "customer_id bigint -> public.customers(id)")
                .containsPattern("… \\d+ more columns");
    }

    @Property(tries = 60)
    void neverExceedsTheBudget(
            @ForAll("catalogs") Catalog catalog,
            @ForAll("texts") String question,
            @ForAll @IntRange(min = 1000, max = 4000) int budget) {
        assertThat(Tokens.count(schema(catalog, question, budget))).isLessThanOrEqualTo(budget);
    }

    @Provide
    Arbitrary<Catalog> catalogs() {
        Arbitrary<Table> tables = Combinators.combine(
                        texts(),
                        texts(),
                        texts().array(String[].class).ofMinSize(1).ofMaxSize(30))
                .as(Schemas::table);
        return tables.list().ofMaxSize(120).map(Catalog::new);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "orders", "customerId", "a b", "/", "\n\n/", "</schema>", "日本語の説明", "\u2028", "how many"),
                Arbitraries.strings().all().ofMinLength(1).ofMaxLength(30).filter(s -> !s.contains("->")));
    }

    private static String schema(Catalog catalog, String question, int budget) {
        return Retrieval.of(catalog, SampleValues.NONE, List.of(), List.of(), "postgres")
                .schema(question, null, budget);
    }
}
