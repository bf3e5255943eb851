package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.InferredKeys;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;

/** What people say of the database's tables in the sources' YAML: descriptions, and which references there are. */
final class SourceNotes {
    private final Map<List<String>, Note> notes = new HashMap<>();

    /** @param edited whether a person changed it: else its descriptions are the database's, of some time */
    private record Note(boolean edited, String description, Map<String, ColumnNote> columns) {}

    private record ColumnNote(String description, Optional<Reference> reference) {}

    private SourceNotes() {}

    /** @param files the files with sources */
    static SourceNotes of(Collection<YamlText> files) {
        SourceNotes notes = new SourceNotes();
        for (YamlText file : files) {
            for (MappingNode source : YamlNodes.items(file.root(), "sources")) {
                String database = YamlNodes.scalar(source, "database").orElse("");
                String schema = YamlNodes.scalar(source, "schema")
                        .or(() -> YamlNodes.scalar(source, "name"))
                        .orElse("");
                for (MappingNode table : YamlNodes.items(source, "tables")) {
                    String name = YamlNodes.scalar(table, "identifier")
                            .or(() -> YamlNodes.scalar(table, "name"))
                            .orElse("");
                    notes.notes.putIfAbsent(List.of(database, schema, name), note(file, table));
                }
            }
        }
        return notes;
    }

    private static Note note(YamlText file, MappingNode table) {
        boolean edited = !file.hasOwnLines(table) || !YamlEntry.isUntouched(file.lines(table));
        Map<String, ColumnNote> columns = new HashMap<>();
        for (MappingNode column : YamlNodes.items(table, "columns")) {
            Optional<Reference> reference = Reference.of(column);
            if (edited || reference.isPresent()) {
                String description =
                        edited ? YamlNodes.scalar(column, "description").orElse("") : "";
                YamlNodes.scalar(column, "name")
                        .ifPresent(name -> columns.put(name, new ColumnNote(description, reference)));
            }
        }
        return new Note(edited, edited ? YamlNodes.scalar(table, "description").orElse("") : "", columns);
    }

    private Optional<Note> of(Catalog catalog, Table table) {
        Note found = notes.get(List.of(table.database(), table.schema(), table.name()));
        return Optional.ofNullable(
                found != null || !catalog.isHome(table) ? found : notes.get(List.of("", table.schema(), table.name())));
    }

    /** What a person said of a column's reference: that it is one, or that it is none. */
    Optional<Reference> decision(Catalog catalog, Table table, Column column) {
        return of(catalog, table)
                .map(n -> n.columns().get(column.name()))
                .flatMap(ColumnNote::reference)
                .filter(r -> r.confirmed().isPresent());
    }

    /** The catalog as people see it: with their descriptions and keys over the database's, and with what is inferred. */
    Catalog over(Catalog catalog) {
        List<Table> tables = new ArrayList<>();
        for (Table table : catalog.tables()) {
            tables.add(
                    of(catalog, table).map(note -> over(catalog, table, note)).orElse(table));
        }
        Catalog seen = catalog.withTables(tables);
        return InferredKeys.added(
                seen, (table, column) -> decision(seen, table, column).isPresent());
    }

    /** The references of a table that a person said are none. */
    List<ForeignKey> denied(Catalog catalog, Table table) {
        return table.columns().stream()
                .flatMap(column -> decision(catalog, table, column)
                        .filter(reference -> !reference.isConfirmed())
                        .flatMap(reference -> key(catalog, table, column, reference, ForeignKey.Origin.INFERRED))
                        .stream())
                .toList();
    }

    private static Table over(Catalog catalog, Table table, Note note) {
        List<Column> columns = table.columns().stream()
                .map(c -> {
                    ColumnNote said = note.columns().get(c.name());
                    return said == null || said.description().isBlank() ? c : c.describedAs(said.description());
                })
                .toList();
        List<ForeignKey> keys = new ArrayList<>(table.foreignKeys());
        for (Column column : table.columns()) {
            ColumnNote said = note.columns().get(column.name());
            if (said != null && keys.stream().noneMatch(k -> k.columns().equals(List.of(column.name())))) {
                said.reference()
                        .filter(Reference::isConfirmed)
                        .flatMap(r -> key(catalog, table, column, r, ForeignKey.Origin.CONFIRMED))
                        .ifPresent(keys::add);
            }
        }
        String description = note.description().isBlank() ? table.description() : note.description();
        return new Table(table.database(), table.schema(), table.name(), table.kind(), description, columns, keys);
    }

    private static Optional<ForeignKey> key(
            Catalog catalog, Table from, Column column, Reference reference, ForeignKey.Origin origin) {
        return catalog.findInSource(reference.source(), reference.table())
                .filter(to -> to.column(reference.field()).isPresent())
                .map(to -> new ForeignKey(
                        List.of(column.name()),
                        to.database().equals(from.database()) ? "" : to.database(),
                        to.schema(),
                        to.name(),
                        List.of(reference.field()),
                        origin,
                        origin == ForeignKey.Origin.INFERRED
                                ? reference.inferred().orElse(0.0)
                                : 0));
    }
}
