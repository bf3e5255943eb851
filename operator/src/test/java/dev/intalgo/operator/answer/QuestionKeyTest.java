package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.sql.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionKeyTest {
    private static final Target ORDERS = new Target.Source("public", "orders");
    private static final Target SPENDERS = new Target.Ref("spenders");

    @Test
    void isTheSameForTheSameQuestion() {
        String key = QuestionKey.of("Who?", List.of(), Mode.MODEL, null, "1", "m");

        assertThat(key)
                .matches("[0-9a-f]{32}")
                .isEqualTo(QuestionKey.of(" Who?\n", List.of(), Mode.MODEL, "", "1", "m"));
    }

    @Test
    void differsWithAnythingThatWasAsked() {
        Set<String> keys = Stream.of(
                        QuestionKey.of("Who?", List.of(), Mode.MODEL, "a", "1", "m"),
                        QuestionKey.of("Who", List.of(), Mode.MODEL, "?a", "1", "m"),
                        QuestionKey.of("Who?", List.of(), Mode.ANALYSIS, "a", "1", "m"),
                        QuestionKey.of("Who?", List.of(), Mode.MODEL, "b", "1", "m"),
                        QuestionKey.of("Who?", List.of(), Mode.MODEL, "a", "2", "m"),
                        QuestionKey.of("Who?", List.of(), Mode.MODEL, "a", "1", "n"),
                        QuestionKey.of("Who?", List.of(new Exchange("b", "c")), Mode.MODEL, "a", "1", "m"),
                        QuestionKey.of("Who?", List.of(new Exchange("b", "d")), Mode.MODEL, "a", "1", "m"))
                .collect(java.util.stream.Collectors.toSet());

        assertThat(keys).hasSize(8);
    }

    @Test
    void aSliceChangesOnlyWithTheTablesThatAreRead() {
        String before = QuestionKey.slice(catalog("integer", "text"), List.of(ORDERS, SPENDERS));

        assertThat(before).matches("[0-9a-f]{32}");
        assertThat(QuestionKey.slice(catalog("integer", "bytea"), List.of(SPENDERS, ORDERS)))
                .isEqualTo(before);
        assertThat(QuestionKey.slice(catalog("bigint", "text"), List.of(ORDERS, SPENDERS)))
                .isNotEqualTo(before);
        assertThat(QuestionKey.slice(catalog("integer", "text"), List.of(ORDERS)))
                .isEqualTo(before);
        assertThat(QuestionKey.slice(new Catalog(List.of()), List.of(ORDERS, SPENDERS)))
                .isNotEqualTo(before);
    }

    private static Catalog catalog(String ordersType, String otherType) {
        return new Catalog(List.of(table("orders", ordersType), table("other", otherType)));
    }

    private static Table table(String name, String type) {
        Column column = new Column("id", type, false, true, "");
        return new Table("shop", "public", name, Table.Kind.TABLE, "", List.of(column), List.of());
    }
}
