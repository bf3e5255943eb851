package dev.intalgo.operator.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Chooses what of a large schema a question is about, by the words that they share. */
final class Relevance {
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int NAME = 4;
    private static final double MODEL = 1.5;

    private Relevance() {}

    /** Something to choose; {@code refersTo} are the names of the tables that are needed to understand it. */
    record Item(String name, String text, boolean model, List<String> refersTo) {}

    /** The indices of the items to keep, in their order; their texts are at most {@code budget} characters long. */
    static List<Integer> choose(List<Item> items, String question, int budget) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            index.put(items.get(i).name(), i);
        }
        double[] scores = scores(items, question);
        List<Integer> byScore = new ArrayList<>(index.values());
        byScore.sort(Comparator.comparingDouble((Integer i) -> -scores[i]).thenComparing(i -> i));
        Set<Integer> chosen = new TreeSet<>();
        int left = budget;
        for (int best : byScore) {
            List<Integer> group = closure(best, items, index, chosen);
            int cost = group.stream()
                    .mapToInt(i -> items.get(i).text().length() + 1)
                    .sum();
            if (cost <= left) {
                chosen.addAll(group);
                left -= cost;
            }
        }
        return List.copyOf(chosen);
    }

    /** The item and all that its foreign keys lead to, less what is there already: a join needs both of its sides. */
    private static List<Integer> closure(int start, List<Item> items, Map<String, Integer> index, Set<Integer> chosen) {
        List<Integer> group = new ArrayList<>();
        Set<Integer> seen = new HashSet<>(chosen);
        Deque<Integer> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            int next = queue.poll();
            if (seen.add(next)) {
                group.add(next);
                items.get(next).refersTo().stream()
                        .map(index::get)
                        .filter(i -> i != null)
                        .forEach(queue::add);
            }
        }
        return group;
    }

    /** Rare words say more than frequent ones, names more than descriptions. */
    private static double[] scores(List<Item> items, String question) {
        Set<String> asked = words(question);
        List<Set<String>> texts =
                items.stream().map(i -> common(asked, words(i.text()))).toList();
        Map<String, Integer> frequency = new HashMap<>();
        texts.forEach(t -> t.forEach(w -> frequency.merge(w, 1, Integer::sum)));
        double[] scores = new double[items.size()];
        for (int i = 0; i < scores.length; i++) {
            Set<String> name = words(items.get(i).name());
            for (String word : texts.get(i)) {
                double rarity = Math.log(1 + items.size() / (double) frequency.get(word));
                scores[i] += rarity * (name.contains(word) ? NAME : 1);
            }
            scores[i] *= items.get(i).model() ? MODEL : 1;
        }
        return scores;
    }

    private static Set<String> common(Set<String> asked, Set<String> words) {
        words.retainAll(asked);
        return words;
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : NO_WORD.split(CAMEL.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT))) {
            if (word.length() > 1) {
                words.add(stem(word));
            }
        }
        return words;
    }

    /** Enough to bring the plural and the singular together. */
    private static String stem(String word) {
        if (word.length() > 4 && word.endsWith("ies")) {
            return word.substring(0, word.length() - 3) + "y";
        }
        return word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                ? word.substring(0, word.length() - 1)
                : word;
    }
}
