package dev.intalgo.operator.question;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.catalog.TableChange;
import dev.intalgo.operator.sql.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Why an answer is to be checked again: what became different of the tables that it reads.
 *
 * @param reason  the gravest: a word that stays
 * @param message all of it
 */
record Staleness(String reason, String message) {
    /** The condition that a Question has as long as its answer is not known to hold over the tables as they are now. */
    static final String CONDITION = "Stale";

    /** The gravest first. */
    private enum Reason {
        TableGone,
        ColumnGone,
        ColumnRetyped,
        TableChanged
    }

    private record Change(Reason reason, String text) {}

    /** @param before the catalog that may have been there when the answer was checked last; empty if it is gone */
    static Staleness of(Collection<Target> reads, Catalog now, Optional<Catalog> before) {
        List<Change> changes = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Target target : reads) {
            if (target instanceof Target.Source source) {
                names.add(source.display());
                changes.addAll(changes(source, now, before));
            }
        }
        changes.sort(java.util.Comparator.comparing(Change::reason));
        if (changes.isEmpty()) {
            return new Staleness(
                    Reason.TableChanged.name(),
                    "Its tables are not as they were when the SQL was checked: %s."
                            .formatted(String.join(", ", names)));
        }
        return new Staleness(
                changes.getFirst().reason().name(),
                "The schema has changed since the SQL was checked: %s."
                        .formatted(String.join(
                                "; ", changes.stream().map(Change::text).toList())));
    }

    private static List<Change> changes(Target.Source source, Catalog now, Optional<Catalog> before) {
        String name = source.display();
        Optional<Table> table = now.findInSource(source.source(), source.table());
        if (table.isEmpty()) {
            return List.of(new Change(Reason.TableGone, name + " is gone"));
        }
        return before.flatMap(b -> b.findInSource(source.source(), source.table()))
                .filter(old -> !old.equals(table.get()))
                .map(old -> changes(name, TableChange.between(old, table.get())))
                .orElse(List.of());
    }

    private static List<Change> changes(String name, TableChange change) {
        List<Change> changes = new ArrayList<>();
        change.removed().forEach(c -> changes.add(new Change(Reason.ColumnGone, name + "." + c + " is gone")));
        change.retyped().forEach(c -> changes.add(new Change(Reason.ColumnRetyped, name + "." + c)));
        change.added().forEach(c -> changes.add(new Change(Reason.TableChanged, name + "." + c + " is new")));
        if (change.keys()) {
            changes.add(new Change(Reason.TableChanged, name + " has other keys"));
        }
        if (changes.isEmpty()) {
            changes.add(new Change(Reason.TableChanged, name + " is described otherwise"));
        }
        return changes;
    }
}
