package dev.intalgo.operator.retrieval;

import static dev.intalgo.operator.retrieval.Schemas.among;
import static dev.intalgo.operator.retrieval.Schemas.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSearchTest {
    private static final Table ORDERS = table("orders", "What was sold.", "order_id", "customer_id", "email");
    private static final TableSearch SEARCH = TableSearch.of(among(
            50,
            ORDERS,
            table("customers", "People who bought something.", "customer_id", "city"),
            table("customer_notes", "", "note_id", "customer_id"),
            table("vbak", "Sales documents of customers.", "mandt", "vbeln")));

    private static List<String> found(String asked) {
        return SEARCH.find(asked).stream().map(Table::name).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "o|orders",
                "ord|orders",
                "orders|orders",
                "customer|customers,customer_notes,orders,vbak",
                "cust|customers,customer_notes,orders,vbak",
                "customer em|orders",
                "sales doc|vbak",
                "beln|vbak",
                "er_note|customer_notes",
                "PUBLIC.ORD|orders",
            })
    void findsWhatIsMeantWhileItIsTyped(String asked, String tables) {
        assertThat(found(asked)).containsExactlyInAnyOrder(tables.split(","));
    }

    @Test
    void hasTheTableOfThatNameFirst() {
        assertThat(found("customers").getFirst()).isEqualTo("customers");
    }

    @Test
    void findsWhatHasSomeOfTheWordsWhereNothingHasAll() {
        assertThat(found("customers with unicorns"))
                .contains("customers", "vbak")
                .doesNotContain("t_1");
        assertThat(found("unicorns")).isEmpty();
    }

    @Test
    void hasAllTablesWhereNothingIsAsked() {
        assertThat(found(" ")).hasSize(54).startsWith("customer_notes", "customers", "orders");
    }

    @Test
    void tellsWhichColumnsItFound() {
        assertThat(TableSearch.matching(ORDERS, "ema cust"))
                .extracting(Column::name)
                .containsExactly("customer_id", "email");
        assertThat(TableSearch.matching(ORDERS, "")).isEmpty();
    }
}
