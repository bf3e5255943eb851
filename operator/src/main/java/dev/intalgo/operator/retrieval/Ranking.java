package dev.intalgo.operator.retrieval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Orders tables and models by how much a question seems to be about them. */
final class Ranking {
    /** A model that serves is preferred to the tables that it was made from. */
    private static final double MODEL = 1.5;
    /** How much of what a similar earlier question scores the tables get that its answer reads. */
    private static final double EARLIER = 0.5;
    /** What is asked about together is kept together: how much the best tables of a schema lift its others. */
    private static final double SCHEMA = 0.5;

    /** What scores less than this part of the best is about something else: it costs tokens, and is in the way. */
    private static final double ENOUGH = 0.2;

    private static final int SCHEMA_BEST = 3;
    /** Between so many of the best, the tables on the way are looked for. */
    private static final int JOINED = 8;
    /** The tables that so many of the best refer to come along. */
    private static final int REFERRING = 40;
    /** How many tables may be between two of the best. */
    private static final int BETWEEN = 2;

    private final List<Entry> entries;
    private final Joins joins;
    /** Of each entry the number of its schema. */
    private final int[] schemas;

    Ranking(List<Entry> entries, Joins joins) {
        this.entries = entries;
        this.joins = joins;
        Map<String, Integer> numbers = new HashMap<>();
        this.schemas = entries.stream()
                .mapToInt(e -> numbers.computeIfAbsent(e.table().schema(), s -> numbers.size()))
                .toArray();
    }

    /**
     * The numbers of entries, the best first; those about which nothing is known are left out.
     *
     * @param hits    of the entries by their number, and after them of earlier questions
     * @param earlier the numbers of the entries that each earlier question is about
     */
    List<Integer> of(List<SearchIndex.Hit> hits, List<List<Integer>> earlier) {
        double[] scores = new double[entries.size()];
        for (SearchIndex.Hit hit : hits) {
            if (hit.at() < scores.length) {
                scores[hit.at()] += hit.score() * (entries.get(hit.at()).model() ? MODEL : 1);
            } else {
                earlier.get(hit.at() - scores.length).forEach(i -> scores[i] += EARLIER * hit.score());
            }
        }
        lift(scores);
        return closed(best(scores));
    }

    private void lift(double[] scores) {
        double[][] best = new double[schemas.length][];
        for (int i = 0; i < scores.length; i++) {
            double[] ofSchema = best[schemas[i]];
            if (ofSchema == null) {
                best[schemas[i]] = ofSchema = new double[SCHEMA_BEST];
            }
            if (scores[i] > ofSchema[0]) {
                ofSchema[0] = scores[i];
                Arrays.sort(ofSchema);
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] += SCHEMA * Arrays.stream(best[schemas[i]]).average().orElse(0);
        }
    }

    private static List<Integer> best(double[] scores) {
        double enough = Arrays.stream(scores).max().orElse(0) * ENOUGH;
        // A positive score's bits order as it does: sorted with the number below them, many thousands take no time.
        return IntStream.range(0, scores.length)
                .filter(i -> scores[i] > enough)
                .mapToLong(i -> (long) -Float.floatToIntBits((float) scores[i]) << Integer.SIZE | i)
                .sorted()
                .mapToObj(packed -> (int) packed)
                .toList();
    }

    /** With what is needed to join the best right after them. */
    private List<Integer> closed(List<Integer> best) {
        Set<Integer> closed = new LinkedHashSet<>(best.subList(0, Math.min(JOINED, best.size())));
        List<Integer> joined = List.copyOf(closed);
        for (int i = 0; i < joined.size(); i++) {
            for (int j = i + 1; j < joined.size(); j++) {
                closed.addAll(joins.between(joined.get(i), joined.get(j), BETWEEN));
            }
        }
        best.stream().limit(REFERRING).forEach(i -> {
            closed.add(i);
            closed.addAll(joins.refersTo(i));
        });
        closed.addAll(best);
        return new ArrayList<>(closed);
    }
}
