package dev.intalgo.operator.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became different from one catalog to the next, as {@code schema.table}, each list in the catalog's order.
 *
 * @param added   tables that are new
 * @param removed tables that are gone
 * @param altered tables of which anything changed: a column, a type, a key, a comment
 */
public record CatalogChanges(List<String> added, List<String> removed, List<String> altered) {
    public CatalogChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        altered = List.copyOf(altered);
    }

    /** What changed from {@code before} to {@code after}. */
    public static CatalogChanges between(Catalog before, Catalog after) {
        List<String> added = new ArrayList<>();
        List<String> altered = new ArrayList<>();
        for (Table table : after.tables()) {
            Optional<Table> old = before.find(table.schema(), table.name());
            if (old.isEmpty()) {
                added.add(table.qualifiedName());
            } else if (!old.get().equals(table)) {
                altered.add(table.qualifiedName());
            }
        }
        List<String> removed = before.tables().stream()
                .filter(t -> after.find(t.schema(), t.name()).isEmpty())
                .map(Table::qualifiedName)
                .toList();
        return new CatalogChanges(added, removed, altered);
    }

    /** Whether nothing changed. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && altered.isEmpty();
    }
}
