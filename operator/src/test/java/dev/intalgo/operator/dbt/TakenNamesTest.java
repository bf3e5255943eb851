package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakenNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "models/Orders.sql|select 1",
                "models/a/b/ORDERS.py|def model",
                "seeds/Orders.csv|a,b",
                "analyses/oRders.sql|select 1",
                "snapshots/s.sql|{% snapshot Orders %}",
                "models/a.sql|{{ config(materialized='view', alias=\"Orders\") }} select 1",
                "models/a.yml|models: [{name: a}]\\n#\\n  config:\\n    alias: 'ORDERS' # short",
                "dbt_project.yml|models:\\n  shop:\\n    +alias: orders",
            })
    void areTakenInAnyCase(String path, String text) {
        assertThat(TakenNames.of(Map.of(path, text.translateEscapes())).by("orders", Set.of()))
                .get()
                .asString()
                .contains(path);
    }

    @Test
    void areFreeWhereOnlyTheirOwnerHasThem() {
        Map<String, String> files = Map.of(
                "models/orders.sql",
                "select id as alias from x",
                "models/orders.yml",
                "models: []",
                "docs/orders.sql",
                "");
        assertThat(TakenNames.of(files).by("orders", Set.of("models/orders.sql")))
                .isEmpty();
        assertThat(TakenNames.of(files).by("orders", Set.of())).contains("models/orders.sql");
        assertThat(TakenNames.of(files).by("order", Set.of())).isEmpty();
    }
}
