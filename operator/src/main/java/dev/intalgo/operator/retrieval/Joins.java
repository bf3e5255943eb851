package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables join. Where a table declares no foreign keys they are guessed, for choosing only: nobody is told of them.
 * A column {@code customer_id} refers to the table {@code customer} or {@code customers} of its schema, and a column that
 * is the first of another table of its schema to that.
 */
final class Joins {
    /** A column that so many tables begin with, such as {@code id}, says nothing of joins. */
    private static final int OWNERS = 4;
    /** Names that say nothing of what they name. */
    private static final Set<String> GENERIC =
            Set.of("id", "key", "code", "name", "number", "no", "uuid", "guid", "type");
    /** How many tables a search for a path looks at. */
    private static final int REACH = 2_000;

    private final List<Set<Integer>> refersTo = new ArrayList<>();
    private final List<Set<Integer>> neighbours = new ArrayList<>();

    private Joins(int size) {
        for (int i = 0; i < size; i++) {
            refersTo.add(new TreeSet<>());
            neighbours.add(new TreeSet<>());
        }
    }

    static Joins of(List<Entry> entries) {
        Joins joins = new Joins(entries.size());
        Map<List<String>, Integer> byName = new HashMap<>();
        Map<List<String>, List<Integer>> bySchema = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Table table = entries.get(i).table();
            byName.putIfAbsent(List.of(table.database(), table.schema(), table.name()), i);
            bySchema.computeIfAbsent(List.of(table.database(), table.schema()), s -> new ArrayList<>())
                    .add(i);
        }
        for (int i = 0; i < entries.size(); i++) {
            Table table = entries.get(i).table();
            for (ForeignKey key : table.foreignKeys()) {
                String database = key.database().isEmpty() ? table.database() : key.database();
                joins.add(i, byName.get(List.of(database, key.schema(), key.table())));
            }
        }
        bySchema.values().forEach(tables -> joins.guess(entries, tables));
        return joins;
    }

    private void add(int from, Integer to) {
        if (to != null && from != to) {
            refersTo.get(from).add(to);
            neighbours.get(from).add(to);
            neighbours.get(to).add(from);
        }
    }

    private void guess(List<Entry> entries, List<Integer> schema) {
        Map<String, List<Integer>> owners = new HashMap<>();
        for (int i : schema) {
            Table table = entries.get(i).table();
            String name = words(table.name());
            owners.computeIfAbsent(name + " id", n -> new ArrayList<>()).add(i);
            if (!table.columns().isEmpty()) {
                String first = words(table.columns().getFirst().name());
                List<Integer> known = owners.computeIfAbsent(first, n -> new ArrayList<>());
                if (!known.contains(i) && !GENERIC.contains(first)) {
                    known.add(i);
                }
            }
        }
        for (int i : schema) {
            if (entries.get(i).table().foreignKeys().stream().allMatch(ForeignKey::inferred)) {
                for (Column column : entries.get(i).table().columns()) {
                    List<Integer> found = owners.getOrDefault(words(column.name()), List.of());
                    if (found.size() <= OWNERS) {
                        found.forEach(to -> add(i, to));
                    }
                }
            }
        }
    }

    private static String words(String name) {
        return String.join(" ", Words.of(name));
    }

    /** The tables that this one's keys refer to. */
    Set<Integer> refersTo(int table) {
        return knows(table) ? refersTo.get(table) : Set.of();
    }

    /**
     * The tables between two, on one of the shortest ways.
     *
     * @param most how many there may be; empty where it takes more, where there is no way and where none is between
     */
    List<Integer> between(int from, int to, int most) {
        Map<Integer, Integer> cameFrom = new HashMap<>(Map.of(from, from));
        Deque<Integer> queue = new ArrayDeque<>(knows(from) && knows(to) ? List.of(from) : List.of());
        while (!queue.isEmpty() && cameFrom.size() < REACH) {
            int at = queue.poll();
            if (at == to) {
                List<Integer> path = path(cameFrom, from, to);
                return path.size() <= most ? path : List.of();
            }
            for (int next : neighbours.get(at)) {
                if (cameFrom.putIfAbsent(next, at) == null) {
                    queue.add(next);
                }
            }
        }
        return List.of();
    }

    /** Models join nothing that is declared. */
    private boolean knows(int table) {
        return table < neighbours.size();
    }

    private static List<Integer> path(Map<Integer, Integer> cameFrom, int from, int to) {
        List<Integer> path = new ArrayList<>();
        for (int at = cameFrom.get(to); at != from && to != from; at = cameFrom.get(at)) {
            path.add(at);
        }
        return path.reversed();
    }
}
