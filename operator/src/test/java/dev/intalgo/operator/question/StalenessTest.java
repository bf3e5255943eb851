package dev.intalgo.operator.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StalenessTest {
    private static final Target ORDERS = new Target.Source("public", "orders");
    private static final Target LINES = new Target.Source("public", "lines");
    private static final Catalog BEFORE = new Catalog(List.of(
            table("orders", "", "id integer", "paid boolean", "total integer"), table("lines", "", "id integer")));

    private static Table table(String name, String description, String... columns) {
        List<Column> list = Arrays.stream(columns)
                .map(c -> c.split(" "))
                .map(c -> new Column(c[0], c[1], true, false, ""))
                .toList();
        return new Table("shop", "public", name, Table.Kind.TABLE, description, list, List.of());
    }

    private static Staleness stale(Table... now) {
        return Staleness.of(List.of(LINES, ORDERS), new Catalog(List.of(now)), Optional.of(BEFORE));
    }

    @Test
    void namesColumnsThatAreGoneRetypedAndNew() {
        assertThat(stale(
                        table("orders", "", "id integer", "total numeric", "state text"),
                        table("lines", "", "id integer")))
                .isEqualTo(new Staleness(
                        "ColumnGone",
                        "The schema has changed since the SQL was checked: public.orders.paid is gone;"
                                + " public.orders.total: integer -> numeric; public.orders.state is new."));
    }

    @Test
    void namesATableThatIsGoneFirst() {
        assertThat(stale(table("lines", "", "id bigint")))
                .isEqualTo(new Staleness(
                        "TableGone",
                        "The schema has changed since the SQL was checked: public.orders is gone;"
                                + " public.lines.id: integer -> bigint."));
    }

    @Test
    void namesTheTablesWhereItIsNotKnownWhatTheyWere() {
        assertThat(Staleness.of(List.of(ORDERS, LINES), BEFORE, Optional.empty()))
                .isEqualTo(new Staleness(
                        "TableChanged",
                        "Its tables are not as they were when the SQL was checked: public.orders, public.lines."));
    }

    @Test
    void tellsOfATableThatIsDescribedOtherwise() {
        assertThat(stale(
                                table("orders", "Ours.", "id integer", "paid boolean", "total integer"),
                                table("lines", "", "id integer"))
                        .message())
                .contains("public.orders is described otherwise");
    }
}
