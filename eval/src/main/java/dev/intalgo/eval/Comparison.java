package dev.intalgo.eval;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether two results say the same, by the rules of defog-ai's sql-eval: as sets of rows; the answer may have columns
 * more, and names and the order of columns do not matter; numbers may differ by a hundred-thousandth.
 */
final class Comparison {
    private static final double TOLERANCE = 1e-5;
    private static final double SMALLEST = 1e-8;

    private final List<List<Object>> right;
    private final List<List<Object>> answer;
    private final List<Integer> order;

    private Comparison(Rows right, Rows answer, List<Integer> order) {
        this.right = right.rows();
        this.answer = answer.rows();
        this.order = order;
    }

    /** @param order the columns of {@code right} in whose order the rows must be; empty for any */
    static boolean same(Rows right, Rows answer, List<Integer> order) {
        int columns = right.columns().size();
        return answer.columns().size() >= columns
                && new Comparison(right, answer, order)
                        .matched(new ArrayList<>(), columns, answer.columns().size());
    }

    /** Finds for each column of the right rows one of the answer's, so that the rows are the same. */
    private boolean matched(List<Integer> places, int columns, int available) {
        if (places.size() == columns) {
            return rowsSame(places) && orderSame(places);
        }
        for (int place = 0; place < available; place++) {
            if (!places.contains(place)) {
                places.add(place);
                if (columnSame(places.size() - 1, place) && matched(places, columns, available)) {
                    return true;
                }
                places.removeLast();
            }
        }
        return false;
    }

    private boolean columnSame(int mine, int its) {
        return setsSame(project(right, List.of(mine)), project(answer, List.of(its)));
    }

    private boolean rowsSame(List<Integer> places) {
        return setsSame(project(right, all(places.size())), project(answer, places));
    }

    private boolean orderSame(List<Integer> places) {
        if (order.isEmpty()) {
            return true;
        }
        // Compared without duplicates, as the rows are.
        List<List<Object>> mine = project(distinct(right, all(places.size())), order);
        List<List<Object>> its = project(
                distinct(answer, places), order.stream().map(places::get).toList());
        return sameInOrder(mine, its);
    }

    private static List<List<Object>> distinct(List<List<Object>> rows, List<Integer> places) {
        Set<List<Object>> seen = new HashSet<>();
        return rows.stream()
                .filter(row -> seen.add(rounded(places.stream().map(row::get).toList())))
                .toList();
    }

    private static List<Integer> all(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    private static List<List<Object>> project(List<List<Object>> rows, List<Integer> places) {
        return rows.stream()
                .map(row -> {
                    List<Object> projected = new ArrayList<>();
                    places.forEach(place -> projected.add(row.get(place)));
                    return projected;
                })
                .toList();
    }

    private static boolean setsSame(List<List<Object>> some, List<List<Object>> others) {
        return sameInOrder(sorted(some), sorted(others));
    }

    private static List<List<Object>> sorted(List<List<Object>> rows) {
        Set<List<Object>> seen = new HashSet<>();
        return rows.stream()
                .filter(row -> seen.add(rounded(row)))
                .sorted(Comparator.comparing(row -> rounded(row).toString()))
                .toList();
    }

    private static boolean sameInOrder(List<List<Object>> some, List<List<Object>> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int row = 0; row < some.size(); row++) {
            for (int column = 0; column < some.get(row).size(); column++) {
                if (!valueSame(some.get(row).get(column), others.get(row).get(column))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean valueSame(Object some, Object other) {
        if (some instanceof Double a && other instanceof Double b) {
            return Math.abs(a - b) <= SMALLEST + TOLERANCE * Math.abs(a);
        }
        return Objects.equals(some, other);
    }

    /** What sorts rows, and tells that one is there twice, whatever the last digits of its numbers are. */
    private static List<Object> rounded(List<Object> row) {
        List<Object> rounded = new ArrayList<>();
        row.forEach(value -> rounded.add(
                value instanceof Double number
                        ? new BigDecimal(number)
                                .round(new MathContext(7, RoundingMode.HALF_EVEN))
                                .stripTrailingZeros()
                                .toPlainString()
                        : value));
        return rounded;
    }
}
