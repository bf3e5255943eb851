package dev.intalgo.operator.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names by which people's dbt sources have tables, where these are not the usual ones; see {@link Catalog#source}. */
public final class SourceNames {
    public static final SourceNames USUAL = new SourceNames(Map.of());

    private final Map<List<String>, Name> byTable;
    private final Map<Name, List<String>> byName = new HashMap<>();

    /** A source, and what it calls a table. */
    public record Name(String source, String table) {}

    /** @param byTable names by database, which is empty for the one at home, schema and table */
    public SourceNames(Map<List<String>, Name> byTable) {
        this.byTable = Map.copyOf(byTable);
        byTable.forEach((table, name) -> byName.putIfAbsent(name, table));
    }

    Optional<Name> of(Table table, boolean home) {
        Name named = byTable.get(List.of(table.database(), table.schema(), table.name()));
        return Optional.ofNullable(
                named != null || !home ? named : byTable.get(List.of("", table.schema(), table.name())));
    }

    /** The database, schema and name of a source's table. */
    Optional<List<String>> table(Name name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceNames names && names.byTable.equals(byTable);
    }

    @Override
    public int hashCode() {
        return byTable.hashCode();
    }
}
