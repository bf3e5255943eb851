package dev.intalgo.operator.catalog;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became different in one table, each list in the table's order.
 *
 * @param added   columns that are new
 * @param removed columns that are gone
 * @param retyped columns of another type, as {@code column: old -> new}
 * @param keys    whether its primary or foreign keys changed
 */
public record TableChange(List<String> added, List<String> removed, List<String> retyped, boolean keys) {
    public TableChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        retyped = List.copyOf(retyped);
    }

    /** What changed from {@code before} to {@code after}. */
    public static TableChange between(Table before, Table after) {
        Map<String, Column> old = byName(before);
        Map<String, Column> now = byName(after);
        return new TableChange(
                now.keySet().stream().filter(c -> !old.containsKey(c)).toList(),
                old.keySet().stream().filter(c -> !now.containsKey(c)).toList(),
                now.values().stream()
                        .filter(c -> old.containsKey(c.name())
                                && !old.get(c.name()).type().equals(c.type()))
                        .map(c -> c.name() + ": " + old.get(c.name()).type() + " -> " + c.type())
                        .toList(),
                !before.primaryKey().equals(after.primaryKey())
                        || !before.foreignKeys().equals(after.foreignKeys()));
    }

    private static Map<String, Column> byName(Table table) {
        return table.columns().stream()
                .collect(
                        Collectors.toMap(Column::name, Function.identity(), (a, b) -> a, java.util.LinkedHashMap::new));
    }
}
