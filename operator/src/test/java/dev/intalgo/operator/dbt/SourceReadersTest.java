package dev.intalgo.operator.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.dbt.SourceReaders.Reader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceReadersTest {
    private static final Map<String, String> FILES = Map.of(
            "models/totals.sql", "select * from {{ source('sales', 'orders') }} join {{source(\"sales\",\"items\")}}",
            "analyses/check.sql", "select 1 from {{ source( 'sales' , 'orders' ) }}",
            "models/none.sql", "{# {{ source('sales', 'orders') }} #} select source_id from {{ ref('totals') }}",
            "models/notes.md", "{{ source('sales', 'orders') }}");

    @Test
    void areWhatCallsTheSource() {
        assertThat(SourceReaders.of("sales", "orders", FILES))
                .containsExactly(
                        new Reader(new Place("check", Mode.ANALYSIS), ""),
                        new Reader(new Place("totals", Mode.MODEL), ""));
        assertThat(SourceReaders.of("sales", "items", FILES))
                .containsExactly(new Reader(new Place("totals", Mode.MODEL), ""));
        assertThat(SourceReaders.of("sales", "gone", FILES)).isEmpty();
    }
}
