package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutationTest {
    private static final Catalog CATALOG =
            new Catalog(List.of(table("customers", "id", "name"), table("orders", "id", "customer_id", "total")));
    private static final String SQL = "SELECT c.name AS id, SUM(o.total) FROM orders o JOIN customers c"
            + " ON o.customer_id = c.id WHERE c.name <> 'Ann' GROUP BY c.name";

    @ParameterizedTest
    @EnumSource
    void changesTheSqlTheSameWayEachTime(Mutation mutation) {
        assertThat(mutation.of(SQL, CATALOG))
                .isPresent()
                .isEqualTo(mutation.of(SQL, CATALOG))
                .get()
                .isNotEqualTo(SQL);
    }

    @Test
    void renamesAColumnAndNoAlias() {
        assertThat(Mutation.RENAMED_COLUMN.of(SQL, CATALOG)).get().asString().startsWith("SELECT c.name_no AS id,");
    }

    @Test
    void readsAnotherTable() {
        assertThat(Mutation.WRONG_TABLE.of(SQL, CATALOG)).get().asString().contains("FROM public.customers o JOIN");
    }

    @Test
    void doesNotTakeAPartOfADateForATable() {
        String sql = "SELECT EXTRACT(YEAR FROM total) FROM orders";
        assertThat(Mutation.UNKNOWN_TABLE.of(sql, CATALOG)).hasValue("SELECT EXTRACT(YEAR FROM total) FROM orders_no");
    }

    @Test
    void joinsEverythingWithEverything() {
        assertThat(Mutation.DROPPED_JOIN_CONDITION.of(SQL, CATALOG))
                .get()
                .asString()
                .contains("FROM orders o, customers c WHERE");
        assertThat(Mutation.DROPPED_JOIN_CONDITION.of("SELECT id FROM orders", CATALOG))
                .isEmpty();
    }

    @Test
    void leavesOutGroupBy() {
        assertThat(Mutation.MISSING_GROUP_BY.of(SQL, CATALOG)).get().asString().endsWith("WHERE c.name <> 'Ann'");
        assertThat(Mutation.MISSING_GROUP_BY.of("SELECT id FROM orders", CATALOG))
                .isEmpty();
    }

    @Test
    void quotesATextLikeAName() {
        assertThat(Mutation.WRONG_QUOTING.of(SQL, CATALOG)).get().asString().contains("<> \"Ann\"");
        assertThat(Mutation.WRONG_QUOTING.of("SELECT id FROM orders", CATALOG)).hasValue("SELECT \"ID\" FROM orders");
    }

    @Test
    void breaksTheSyntax() {
        assertThat(Mutation.SYNTAX_ERROR.of(SQL, CATALOG)).get().asString().contains("SUM(o.total FROM");
        assertThat(Mutation.SYNTAX_ERROR.of("SELECT id FROM orders", CATALOG)).hasValue("SELECT id FORM orders");
    }

    @Test
    void addsAStatement() {
        assertThat(Mutation.SECOND_STATEMENT.of(SQL, CATALOG)).hasValue(SQL + "; DELETE FROM public.customers");
    }

    private static Table table(String name, String... columns) {
        return new Table(
                "",
                "public",
                name,
                Table.Kind.TABLE,
                "",
                Stream.of(columns)
                        .map(c -> new Column(c, "text", true, false, ""))
                        .toList(),
                List.of());
    }
}
