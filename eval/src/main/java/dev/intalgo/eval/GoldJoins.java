package dev.intalgo.eval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which columns the gold queries set equal to join two tables. */
final class GoldJoins {
    private static final Pattern RELATION = Pattern.compile(
            "(?i)\\b(?:from|join|,)\\s+([\\w.]+)(?:\\s+as)?(?:\\s+(?!on\\b|where\\b|join\\b|left\\b|inner\\b|group\\b|order\\b)(\\w+))?");
    private static final Pattern EQUAL = Pattern.compile("\\b(\\w+)\\.(\\w+)\\s*=\\s*(\\w+)\\.(\\w+)");

    private GoldJoins() {}

    /** Two columns, each as {@code table.column}, the lesser first. */
    record Pair(String one, String other) implements Comparable<Pair> {
        /** Whether one refers to the other, or both to the same. */
        boolean isAlong(Set<String> keys) {
            return keys.contains(one + " -> " + other)
                    || keys.contains(other + " -> " + one)
                    || keys.stream()
                            .filter(k -> k.startsWith(one + " -> "))
                            .anyMatch(k -> keys.contains(k.replace(one + " -> ", other + " -> ")));
        }

        @Override
        public int compareTo(Pair pair) {
            return toString().compareTo(pair.toString());
        }

        @Override
        public String toString() {
            return one + " = " + other;
        }
    }

    static Set<Pair> of(Catalog catalog, List<Question> questions) {
        Map<String, Table> tables = catalog.tables().stream()
                .collect(Collectors.toMap(t -> t.name().toLowerCase(Locale.ROOT), t -> t, (a, b) -> a));
        Set<Pair> pairs = new TreeSet<>();
        for (Question question : questions) {
            String sql = question.gold().toLowerCase(Locale.ROOT);
            Map<String, Table> aliases = new HashMap<>();
            for (Matcher m = RELATION.matcher(sql); m.find(); ) {
                String name = m.group(1).substring(m.group(1).lastIndexOf('.') + 1);
                Optional.ofNullable(tables.get(name)).ifPresent(table -> {
                    aliases.put(name, table);
                    aliases.put(m.group(2) == null ? name : m.group(2), table);
                });
            }
            for (Matcher m = EQUAL.matcher(sql); m.find(); ) {
                Optional<String> one = column(aliases, m.group(1), m.group(2));
                Optional<String> other = column(aliases, m.group(3), m.group(4));
                if (one.isPresent() && other.isPresent() && !one.equals(other)) {
                    boolean less = one.get().compareTo(other.get()) < 0;
                    pairs.add(new Pair(less ? one.get() : other.get(), less ? other.get() : one.get()));
                }
            }
        }
        return pairs;
    }

    private static Optional<String> column(Map<String, Table> aliases, String alias, String column) {
        return Optional.ofNullable(aliases.get(alias))
                .flatMap(t -> t.columns().stream()
                        .filter(c -> c.name().equalsIgnoreCase(column))
                        .map(c -> t.name() + "." + c.name())
                        .findFirst());
    }
}
