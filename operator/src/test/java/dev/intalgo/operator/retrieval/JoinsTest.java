package dev.intalgo.operator.retrieval;

import static dev.intalgo.operator.retrieval.Schemas.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinsTest {
    @Test
    void findsTheTablesBetweenTwo() {
        Joins joins = joins(
                table("customers", "", "id"),
                table("orders", "", "id", "buyer->customers.id"),
                table("lines", "", "id", "of->orders.id", "what->products.id"),
                table("products", "", "id"));

        assertThat(joins.between(0, 3, 2)).containsExactly(1, 2);
        assertThat(joins.between(0, 3, 1)).isEmpty();
        assertThat(joins.between(1, 2, 2)).isEmpty();
    }

    @Test
    void guessesWhereNothingIsDeclared() {
        Joins joins = joins(
                table("customers", "", "id"),
                table("orders", "", "id", "customer_id"),
                table("country", "", "isoCode", "label"),
                table("shops", "", "id", "iso_code"));

        assertThat(joins.refersTo(1)).containsExactly(0);
        assertThat(joins.refersTo(3)).containsExactly(2);
        assertThat(joins.refersTo(0)).isEmpty();
    }

    @Test
    void guessesNothingFromWhatManyTablesBeginWith() {
        Joins joins = joins(
                table("a", "", "id"),
                table("b", "", "id"),
                table("c", "", "id"),
                table("d", "", "id"),
                table("e", "", "id"));

        assertThat(joins.refersTo(0)).isEmpty();
    }

    @Test
    void joinsAlongInferredKeysToo() {
        Table orders = table("orders", "", "id", "buyer->customers.id");
        ForeignKey key = orders.foreignKeys().getFirst();
        Table guessed = new Table(
                orders.database(),
                orders.schema(),
                orders.name(),
                orders.kind(),
                "",
                orders.columns(),
                List.of(new ForeignKey(
                        key.columns(),
                        "",
                        key.schema(),
                        key.table(),
                        key.referencedColumns(),
                        ForeignKey.Origin.INFERRED,
                        0.9)));

        assertThat(joins(guessed, table("customers", "", "id")).refersTo(0)).containsExactly(1);
    }

    @Test
    void livesWithKeysToTablesThatAreNotThere() {
        assertThat(joins(table("a", "", "x->gone.id")).refersTo(0)).isEmpty();
    }

    private static Joins joins(Table... tables) {
        return Joins.of(Arrays.stream(tables)
                .map(t -> Entry.of(new Catalog(List.of(t)), t, SampleValues.NONE))
                .toList());
    }
}
