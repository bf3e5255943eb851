package dev.intalgo.operator.retrieval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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

    private static final int SCHEMA_BEST = 3;
    /** Between so many of the best, the tables on the way are looked for. */
    private static final int JOINED = 8;
    /** The tables that so many of the best refer to come along. */
    private static final int REFERRING = 40;
    /** How many tables may be between two of the best. */
    private static final int BETWEEN = 2;

    private final List<Entry> entries;
    private final Joins joins;

    Ranking(List<Entry> entries, Joins joins) {
        this.entries = entries;
        this.joins = joins;
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
        List<Integer> best = IntStream.range(0, scores.length)
                .filter(i -> scores[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                .toList();
        return closed(best);
    }

    private void lift(double[] scores) {
        Map<String, PriorityQueue<Double>> bySchema = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            PriorityQueue<Double> best =
                    bySchema.computeIfAbsent(entries.get(i).table().schema(), s -> new PriorityQueue<>());
            best.add(scores[i]);
            if (best.size() > SCHEMA_BEST) {
                best.poll();
            }
        }
        Map<String, Double> lift = new HashMap<>();
        bySchema.forEach((schema, best) ->
                lift.put(schema, SCHEMA * best.stream().mapToDouble(d -> d).sum() / SCHEMA_BEST));
        for (int i = 0; i < scores.length; i++) {
            scores[i] += lift.get(entries.get(i).table().schema());
        }
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
