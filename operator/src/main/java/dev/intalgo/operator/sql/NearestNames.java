package dev.intalgo.operator.sql;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The real names that a wrong name most likely meant. */
final class NearestNames {
    private static final int SHOWN = 3;
    /** Longer than the names of any database; keeps a hostile name from costing time. */
    private static final int COMPARED = 128;

    private NearestNames() {}

    /** A sentence such as {@code Did you mean public.orders or public.order_items?}, or nothing without names. */
    static String hint(String wanted, Collection<String> real) {
        List<String> nearest = of(wanted, real);
        return nearest.isEmpty() ? "" : " The nearest that exist: " + String.join(", ", nearest) + ".";
    }

    /** At most three of {@code real}, the nearest first. */
    static List<String> of(String wanted, Collection<String> real) {
        String w = key(wanted);
        record Scored(String name, double score) {}
        return real.stream()
                .distinct()
                .map(name -> new Scored(name, score(w, key(name))))
                .sorted(Comparator.comparingDouble(Scored::score).thenComparing(Scored::name))
                .limit(SHOWN)
                .map(Scored::name)
                .toList();
    }

    /** The last part of a qualified name, folded: people get the schema right less often than the table. */
    private static String key(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        String last = folded.substring(folded.lastIndexOf('.') + 1);
        return last.length() > COMPARED ? last.substring(0, COMPARED) : last;
    }

    private static double score(String a, String b) {
        double distance = distance(a, b) / (double) Math.max(1, Math.max(a.length(), b.length()));
        boolean contained = Math.min(a.length(), b.length()) > 2 && (a.contains(b) || b.contains(a));
        return contained ? distance / 2 : distance;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
