package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<Integer> ANY_ORDER = List.of();

    private final Rows right = rows(row("Ann", 2.5), row("Bob", 1.0));

    @Test
    void ignoresTheOrderOfRowsAndColumns() {
        assertThat(Comparison.same(right, rows(row(1.0, "Bob"), row(2.5, "Ann")), ANY_ORDER))
                .isTrue();
    }

    @Test
    void takesColumnsMoreButNoneLess() {
        assertThat(Comparison.same(right, rows(row(7.0, "Ann", 2.5), row(8.0, "Bob", 1.0)), ANY_ORDER))
                .isTrue();
        assertThat(Comparison.same(right, rows(row("Ann"), row("Bob")), ANY_ORDER))
                .isFalse();
    }

    @Test
    void refusesAnotherPairing() {
        assertThat(Comparison.same(right, rows(row("Ann", 1.0), row("Bob", 2.5)), ANY_ORDER))
                .isFalse();
    }

    @Test
    void refusesRowsMoreOrLess() {
        assertThat(Comparison.same(right, rows(row("Ann", 2.5)), ANY_ORDER)).isFalse();
        assertThat(Comparison.same(right, rows(row("Ann", 2.5), row("Bob", 1.0), row("Cid", 0.0)), ANY_ORDER))
                .isFalse();
    }

    @Test
    void countsARowOnce() {
        assertThat(Comparison.same(right, rows(row("Ann", 2.5), row("Ann", 2.5), row("Bob", 1.0)), ANY_ORDER))
                .isTrue();
    }

    @Test
    void letsNumbersDifferByAHundredThousandth() {
        assertThat(Comparison.same(rows(row(1 / 3.0)), rows(row(0.333333)), ANY_ORDER))
                .isTrue();
        assertThat(Comparison.same(rows(row(1 / 3.0)), rows(row(0.3333)), ANY_ORDER))
                .isFalse();
        assertThat(Comparison.same(rows(row(1e12)), rows(row(1e12 + 1e8)), ANY_ORDER))
                .isFalse();
    }

    @Test
    void tellsNullFromNothing() {
        assertThat(Comparison.same(rows(row("x", null)), rows(row("x", 0.0)), ANY_ORDER))
                .isFalse();
        assertThat(Comparison.same(rows(row("x", null)), rows(row("x", null)), ANY_ORDER))
                .isTrue();
    }

    @Test
    void wantsTheOrderThatWasAskedFor() {
        Rows other = rows(row("Bob", 1.0), row("Ann", 2.5));
        assertThat(Comparison.same(right, other, List.of(1))).isFalse();
        assertThat(Comparison.same(right, right, List.of(1))).isTrue();
    }

    @Test
    void letsRowsOfTheSameRankChangePlaces() {
        Rows tied = rows(row("Ann", 1.0), row("Bob", 1.0));
        assertThat(Comparison.same(tied, rows(row("Bob", 1.0), row("Ann", 1.0)), List.of(1)))
                .isTrue();
    }

    @Test
    void findsTheRightOneOfColumnsThatLookAlike() {
        Rows pairs = rows(row(1.0, 2.0), row(2.0, 1.0), row(3.0, 3.0));
        Rows other = rows(row(1.0, 3.0, 2.0), row(2.0, 2.0, 1.0), row(3.0, 1.0, 3.0));
        assertThat(Comparison.same(pairs, other, ANY_ORDER)).isTrue();
    }

    @SafeVarargs
    static Rows rows(List<Object>... rows) {
        int columns = rows[0].size();
        return new Rows(IntStream.range(0, columns).mapToObj(i -> "c" + i).toList(), List.of(rows));
    }

    static List<Object> row(Object... cells) {
        return Arrays.asList(cells);
    }
}
