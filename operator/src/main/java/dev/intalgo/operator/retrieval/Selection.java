package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.retrieval.SchemaLine.Detail;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Fills a number of tokens with lines: the best whole, and further down less of each rather than fewer. */
final class Selection {
    /** Which part of the tokens is used up when lines get shorter. */
    private static final Map<Detail, Double> UNTIL =
            new EnumMap<>(Map.of(Detail.MOST, 0.5, Detail.NAMES, 0.8, Detail.KEYS, 1.0));

    private final int budget;
    private final Map<Integer, Line> lines = new TreeMap<>();
    private int used;

    private Selection(int budget) {
        this.budget = budget;
    }

    /**
     * The lines of what is chosen, by its number.
     *
     * @param ranked the numbers, the best first
     * @param budget how many tokens there may be
     * @param line   writes a line
     */
    static Map<Integer, Line> of(List<Integer> ranked, int budget, BiFunction<Integer, Detail, Line> line) {
        Selection selection = new Selection(budget);
        int misfits = 0;
        for (int i : ranked) {
            // One that is too long leaves room for others; many in a row, that there is none.
            misfits = selection.add(i, line) ? 0 : misfits + 1;
            if (misfits == 20) {
                break;
            }
        }
        return selection.lines;
    }

    private boolean add(int i, BiFunction<Integer, Detail, Line> line) {
        for (Detail detail : UNTIL.keySet()) {
            if (used < budget * UNTIL.get(detail)) {
                Line written = line.apply(i, detail);
                if (used + written.tokens() <= budget * UNTIL.get(detail)) {
                    lines.put(i, written);
                    used += written.tokens();
                    return true;
                }
            }
        }
        return false;
    }
}
