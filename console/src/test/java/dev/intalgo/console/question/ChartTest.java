package dev.intalgo.console.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of an answer's rows. */
class ChartTest {
    private static Optional<Chart> chart(String names, String... rows) {
        return Chart.of(new Preview(
                List.of(names.split(",")),
                List.of(rows).stream().map(row -> List.of(row.split(",", -1))).toList()));
    }

    @Test
    void drawsCategoriesAsBarsFromZero() {
        var chart = chart("customer_id,customer,spent", "7,Ann,200.50", "8,Bob,-100", "9,Eve,0")
                .orElseThrow();
        assertThat(chart.value()).isEqualTo("spent");
        assertThat(chart.label()).isEqualTo("customer");
        assertThat(chart.line()).isNull();
        assertThat(chart.bars())
                .containsExactly(
                        new Chart.Bar("Ann", "200.50", "33.28", "66.72"),
                        new Chart.Bar("Bob", "-100", "0.00", "33.28"),
                        new Chart.Bar("Eve", "0", "33.28", "0.00"));
    }

    @Test
    void drawsDaysAsALineWhoseGapsAreAsLongAsTheTimeBetween() {
        var chart = chart("day,orders", "2026-01-11,10", "2026-01-01,0", "2026-01-02,5")
                .orElseThrow();
        assertThat(chart.bars()).isEmpty();
        assertThat(chart.line().points()).isEqualTo("0.00,200.00 64.00,100.00 640.00,0.00");
        assertThat(chart.line().first()).isEqualTo("2026-01-01");
        assertThat(chart.line().highest()).isEqualTo("10");
    }

    @Test
    void drawsMonthsAndTimestampsAsALineToo() {
        assertThat(chart("month,total", "2026-01,1", "2026-02,2").orElseThrow().line())
                .isNotNull();
        assertThat(chart("month,total", "2026-01-01 00:00:00+00:00,1", "2026-02-01T00:00:00Z,2")
                        .orElseThrow()
                        .line())
                .isNotNull();
        assertThat(chart("month,total", "2026-13,1", "2026-14,2").orElseThrow().line())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n/a", "NaN", "1e999", "12 EUR", "1,5"})
    void drawsNothingOfWhatIsNoNumber(String value) {
        assertThat(Chart.of(
                        new Preview(List.of("customer", "spent"), List.of(List.of("Ann", "1"), List.of("Bob", value)))))
                .isEmpty();
    }

    @Test
    void drawsNothingWhereAPictureWouldSayNothing() {
        assertThat(chart("customer,spent", "Ann,1")).as("one row").isEmpty();
        assertThat(chart("customer_id,year", "1,2025", "2,2026"))
                .as("nothing measured")
                .isEmpty();
        assertThat(chart("country,spent", "DE,1", "DE,2"))
                .as("rows that look alike")
                .isEmpty();
        assertThat(chart("customer,spent", ",1", "Ann,2"))
                .as("a label is missing")
                .isEmpty();
        var many = IntStream.range(0, 51).mapToObj(i -> List.of("c" + i, "1")).toList();
        assertThat(Chart.of(new Preview(List.of("customer", "spent"), many))).isEmpty();
    }

    @Test
    void drawsNumbersThatAreAllTheSame() {
        var rows = Collections.nCopies(2, "0").toArray(String[]::new);
        var chart = chart("customer,spent", "a," + rows[0], "b," + rows[1]).orElseThrow();
        assertThat(chart.bars()).extracting(Chart.Bar::length).containsOnly("0.00");
    }
}
