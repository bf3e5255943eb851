package dev.intalgo.operator.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became different from one catalog to the next, as {@code schema.table}, each list in the catalog's order.
 *
 * @param added   tables that are new
 * @param removed tables that are gone
 * @param altered tables of which anything changed: a column, a type, a key, a comment
 * @param retyped columns of another type than before, as {@code schema.table.column: old -> new}
 * @param keys    tables whose primary or foreign keys changed
 * @param tables  of each altered table what exactly, by its name
 */
public record CatalogChanges(
        List<String> added,
        List<String> removed,
        List<String> altered,
        List<String> retyped,
        List<String> keys,
        Map<String, TableChange> tables) {
    public CatalogChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        altered = List.copyOf(altered);
        retyped = List.copyOf(retyped);
        keys = List.copyOf(keys);
        tables = Map.copyOf(tables);
    }

    /** What changed from {@code before} to {@code after}. */
    public static CatalogChanges between(Catalog before, Catalog after) {
        Map<List<String>, Table> old = byName(before);
        Map<List<String>, Table> now = byName(after);
        List<String> added = new ArrayList<>();
        List<String> altered = new ArrayList<>();
        List<String> retyped = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        Map<String, TableChange> tables = new HashMap<>();
        for (Table table : after.tables()) {
            String name = after.display(table);
            Table was = old.get(key(table));
            if (was == null) {
                added.add(name);
            } else if (!was.equals(table)) {
                TableChange change = TableChange.between(was, table);
                altered.add(name);
                change.retyped().forEach(r -> retyped.add(name + "." + r));
                if (change.keys()) {
                    keys.add(name);
                }
                tables.put(name, change);
            }
        }
        List<String> removed = before.tables().stream()
                .filter(t -> !now.containsKey(key(t)))
                .map(before::display)
                .toList();
        return new CatalogChanges(added, removed, altered, retyped, keys, tables);
    }

    private static Map<List<String>, Table> byName(Catalog catalog) {
        Map<List<String>, Table> tables = new HashMap<>();
        catalog.tables().forEach(t -> tables.put(key(t), t));
        return tables;
    }

    private static List<String> key(Table table) {
        return List.of(table.database(), table.schema(), table.name());
    }

    /** Whether nothing changed. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && altered.isEmpty();
    }

    /** In one sentence, with as many names as a person reads: {@code 1 table is new (public.refunds); 2 are gone (…)}. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        part(parts, added, "new");
        part(parts, removed, "gone");
        part(parts, altered, "changed");
        List<String> columns = new ArrayList<>();
        altered.forEach(name -> {
            tables.get(name).removed().forEach(c -> columns.add(name + "." + c + " is gone"));
            tables.get(name).added().forEach(c -> columns.add(name + "." + c + " is new"));
        });
        columns.addAll(retyped);
        keys.forEach(name -> columns.add(name + " has other keys"));
        String details = columns.isEmpty() ? "" : ": " + some(columns);
        return parts.isEmpty() ? "Nothing changed." : String.join("; ", parts) + details + ".";
    }

    private static void part(List<String> parts, List<String> names, String what) {
        if (!names.isEmpty()) {
            String tables = names.size() == 1 ? "1 table is " : names.size() + " tables are ";
            parts.add(tables + what + " (" + some(names) + ")");
        }
    }

    private static String some(List<String> names) {
        int most = 5;
        String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? shown + " and " + (names.size() - most) + " more" : shown;
    }
}
