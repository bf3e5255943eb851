package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is written of a table in its source. */
final class SourceEntry {
    private final Catalog catalog;
    private final SourceNotes notes;
    private final SourceRules rules;

    /** @param catalog with what is inferred and confirmed */
    SourceEntry(Catalog catalog, SourceNotes notes, SourceRules rules) {
        this.catalog = catalog;
        this.notes = notes;
        this.rules = rules;
    }

    Map<String, Object> of(Table table) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", table.name());
        if (!table.description().isEmpty()) {
            entry.put("description", YamlEntry.plain(table.description()));
        }
        Map<String, Object> config = rules.config(table);
        if (!config.isEmpty()) {
            entry.put("config", config);
        }
        List<Map<String, Object>> columns = table.columns().stream()
                .filter(c -> DbtNames.isUsableColumn(c.name()))
                .map(c -> column(table, c))
                .toList();
        if (!columns.isEmpty()) {
            entry.put("columns", columns);
        }
        return entry;
    }

    private Map<String, Object> column(Table table, Column column) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", column.name());
        if (!column.description().isEmpty()) {
            entry.put("description", YamlEntry.plain(column.description()));
        }
        if (!column.type().isEmpty()) {
            entry.put("data_type", YamlEntry.line(column.type()));
        }
        if (DbtNames.needsQuotes(column.name())) {
            entry.put("quote", true);
        }
        reference(table, column).ifPresent(r -> entry.put("config", r.config()));
        List<Object> tests = rules.tests() ? tests(table, column) : List.of();
        if (!tests.isEmpty()) {
            entry.put("data_tests", tests);
        }
        return entry;
    }

    /** What is inferred of a column, or was and a person said whether it is so. */
    private Optional<Reference> reference(Table table, Column column) {
        List<ForeignKey> keys = table.foreignKeys().stream()
                .filter(k -> k.columns().equals(List.of(column.name())))
                .toList();
        if (keys.stream().anyMatch(k -> k.origin() == ForeignKey.Origin.DECLARED)) {
            return Optional.empty();
        }
        return notes.decision(catalog, table, column)
                .or(() -> keys.stream()
                        .filter(ForeignKey::inferred)
                        .flatMap(k -> target(table, k).stream())
                        .findFirst());
    }

    private List<Object> tests(Table table, Column column) {
        List<Object> tests = new ArrayList<>();
        // dbt puts the column's name between double quotes and no more.
        if (column.name().contains("\"")) {
            return tests;
        }
        if (column.primaryKey()) {
            if (table.primaryKey().size() == 1) {
                tests.add(test("unique", table, column, null));
            }
            tests.add(test("not_null", table, column, null));
        }
        table.foreignKeys().stream()
                .filter(k -> k.columns().equals(List.of(column.name())) && !k.inferred())
                .flatMap(k -> target(table, k).stream())
                .map(r -> test("relationships", table, column, r.arguments()))
                .forEach(tests::add);
        return tests;
    }

    /** What a key of one column refers to, where dbt can say it. */
    private Optional<Reference> target(Table from, ForeignKey key) {
        String field = key.referencedColumns().getFirst();
        return catalog.find(from, key)
                .filter(to -> SourcesYaml.isUsable(to) && DbtNames.isUsableColumn(field) && !field.contains("\""))
                .map(to -> new Reference(
                        catalog.source(to),
                        catalog.nameInSource(to),
                        field,
                        key.inferred() ? Optional.of(key.confidence()) : Optional.empty(),
                        Optional.empty()));
    }

    /** A test; dbt names it after the source and the table, and refuses a blank in that name unless it has its own. */
    private Object test(String test, Table table, Column column, Map<String, Object> arguments) {
        Map<String, Object> entry = new LinkedHashMap<>();
        String source = catalog.source(table);
        if (DbtNames.hasBlank(source) || DbtNames.hasBlank(table.name())) {
            entry.put("name", test + "_" + DbtNames.slug(source + "." + table.name() + "." + column.name()));
        }
        if (arguments != null) {
            entry.put("arguments", arguments);
        }
        return entry.isEmpty() ? test : Map.of(test, entry);
    }
}
