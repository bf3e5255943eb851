package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * The dbt project's sources, from the catalog: {@code models/sources/<schema>.yml}, a source for each schema.
 *
 * <p>Tests come from the keys: a primary key of one column is {@code unique} and {@code not_null}; of one of several
 * columns each is {@code not_null} (dbt alone has no test for their combination); a foreign key of one column is
 * {@code relationships}.
 *
 * <p>People win. A table that nobody has edited follows the catalog, and goes when it goes. A table that somebody has
 * edited stays, even when it is gone, and {@link EntryMerge} says what changes in it. A table that is described in
 * another file is left to that file. A file that is no YAML is left alone: dbt tells what is wrong with it.
 *
 * <p>The {@code database} is left out, so that one project runs against a copy of its database under another name.
 * Names that neither dbt nor Jinja can carry (with a double quote, a line break or the marks of a template) are left
 * out.
 */
public final class SourcesYaml {
    private static final String FOLDER = "models/sources/";
    private static final String HEADER = """
            # The tables that Intalgo found in the database. Edit what you like: a table that you have changed keeps your
            # changes, and its mark "intalgo ..." no longer matters. A table that nobody has changed follows the database.
            version: 2
            """;

    private SourcesYaml() {}

    /** The name of the source that a table is in: its schema. */
    public static String sourceName(Table table) {
        return table.schema();
    }

    /** Whether dbt can name the table at all. */
    public static boolean isUsable(Table table) {
        return DbtNames.isUsable(table.schema()) && DbtNames.isUsable(table.name());
    }

    /** The file that a schema's source is in when it is new. */
    public static String path(String schema) {
        return FOLDER + DbtNames.fileName(schema) + ".yml";
    }

    /**
     * The files that change to follow the catalog: path and new text, or null for a file to delete.
     *
     * @param existing the project's files
     */
    public static Map<String, String> merge(Catalog catalog, Map<String, String> existing) {
        Map<String, Map<String, Table>> wanted = new TreeMap<>();
        catalog.tables().stream()
                .filter(SourcesYaml::isUsable)
                .forEach(t -> wanted.computeIfAbsent(t.schema(), s -> new LinkedHashMap<>())
                        .putIfAbsent(t.name(), t));
        Map<String, YamlText> files = new HashMap<>();
        existing.forEach((path, text) -> {
            boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
            if (path.startsWith("models/") && yaml && text.contains("sources:")) {
                YamlText.parse(text).ifPresent(file -> files.put(path, file));
            }
        });
        Set<List<String>> elsewhere = new HashSet<>();
        files.forEach((path, file) -> YamlText.items(file.root(), "sources").forEach(source -> {
            String schema = YamlText.scalar(source, "name").orElse("");
            if (path.equals(path(schema))) {
                wanted.computeIfAbsent(schema, s -> Map.of());
            } else {
                YamlText.items(source, "tables").forEach(t -> elsewhere.add(key(schema, name(t))));
            }
        }));
        Map<String, String> changed = new TreeMap<>();
        wanted.forEach((schema, tables) -> {
            Map<String, Table> own = new LinkedHashMap<>(tables);
            own.keySet().removeIf(name -> elsewhere.contains(key(schema, name)));
            String path = path(schema);
            String before = existing.get(path);
            String after = before == null || before.isBlank()
                    ? newFile(schema, own, catalog)
                    : update(before, files.get(path), schema, own, catalog);
            if (!Objects.equals(before, after)) {
                changed.put(path, after);
            }
        });
        return changed;
    }

    private static String newFile(String schema, Map<String, Table> tables, Catalog catalog) {
        if (tables.isEmpty()) {
            return null;
        }
        YamlText file = YamlText.parse(HEADER).orElseThrow();
        addSource(file, schema, tables, catalog);
        return file.edited().replaceFirst("\nsources:", "\n\nsources:");
    }

    private static String update(
            String before, YamlText file, String schema, Map<String, Table> tables, Catalog catalog) {
        if (file == null) {
            return before;
        }
        Optional<MappingNode> source = YamlText.named(YamlText.items(file.root(), "sources"), schema);
        if (source.isEmpty()) {
            addSource(file, schema, tables, catalog);
            return file.edited();
        }
        List<MappingNode> present = YamlText.items(source.get(), "tables");
        List<MappingNode> gone = present.stream()
                .filter(t -> !tables.containsKey(name(t)))
                .filter(t -> file.hasOwnLines(t) && YamlEntry.isUntouched(file.lines(t)))
                .toList();
        Map<String, Table> added = new LinkedHashMap<>(tables);
        present.forEach(t -> added.remove(name(t)));
        if (!present.isEmpty() && gone.size() == present.size() && added.isEmpty()) {
            if (before.startsWith(HEADER)
                    && YamlText.items(file.root(), "sources").size() == 1) {
                return null;
            }
            file.empty(source.get(), "tables");
        }
        gone.forEach(file::remove);
        present.stream()
                .filter(t -> tables.containsKey(name(t)))
                .forEach(t -> EntryMerge.merge(file, t, entry(tables.get(name(t)), catalog)));
        if (!added.isEmpty()) {
            file.append(source.get(), "tables", stamped(added, catalog));
        }
        return file.isEdited() ? file.edited() : before;
    }

    private static void addSource(YamlText file, String schema, Map<String, Table> tables, Catalog catalog) {
        if (tables.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(YamlEntry.item(Map.of("name", schema)));
        lines.add("  tables:");
        stamped(tables, catalog).forEach(table -> table.forEach(line -> lines.add("    " + line)));
        file.append(file.root(), "sources", List.of(lines));
    }

    private static List<List<String>> stamped(Map<String, Table> tables, Catalog catalog) {
        return tables.values().stream()
                .map(t -> YamlEntry.stamped(entry(t, catalog)))
                .toList();
    }

    private static Map<String, Object> entry(Table table, Catalog catalog) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", table.name());
        if (!table.description().isEmpty()) {
            entry.put("description", YamlEntry.plain(table.description()));
        }
        List<Map<String, Object>> columns = table.columns().stream()
                .filter(c -> DbtNames.isUsableColumn(c.name()))
                .map(c -> column(table, c, catalog))
                .toList();
        if (!columns.isEmpty()) {
            entry.put("columns", columns);
        }
        return entry;
    }

    private static Map<String, Object> column(Table table, Column column, Catalog catalog) {
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
        List<Object> tests = tests(table, column, catalog);
        if (!tests.isEmpty()) {
            entry.put("data_tests", tests);
        }
        return entry;
    }

    private static List<Object> tests(Table table, Column column, Catalog catalog) {
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
                .filter(k -> k.columns().equals(List.of(column.name())) && isTestable(k, catalog))
                .map(k -> test("relationships", table, column, relationship(k)))
                .forEach(tests::add);
        return tests;
    }

    private static boolean isTestable(ForeignKey key, Catalog catalog) {
        String field = key.referencedColumns().getFirst();
        return DbtNames.isUsableColumn(field)
                && !field.contains("\"")
                && catalog.find(key.schema(), key.table())
                        .filter(SourcesYaml::isUsable)
                        .isPresent();
    }

    /** A test; dbt names it after the source and the table, and refuses a blank in that name unless it has its own. */
    private static Object test(String test, Table table, Column column, Map<String, Object> arguments) {
        Map<String, Object> entry = new LinkedHashMap<>();
        if (DbtNames.hasBlank(table.schema()) || DbtNames.hasBlank(table.name())) {
            entry.put("name", test + "_" + DbtNames.slug(table.qualifiedName() + "." + column.name()));
        }
        if (arguments != null) {
            entry.put("arguments", arguments);
        }
        return entry.isEmpty() ? test : Map.of(test, entry);
    }

    private static Map<String, Object> relationship(ForeignKey key) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("to", "source(%s, %s)".formatted(DbtNames.literal(key.schema()), DbtNames.literal(key.table())));
        String field = key.referencedColumns().getFirst();
        arguments.put("field", DbtNames.needsQuotes(field) ? '"' + field + '"' : field);
        return arguments;
    }

    private static String name(MappingNode item) {
        return YamlText.scalar(item, "name").orElse("");
    }

    private static List<String> key(String schema, String table) {
        return List.of(schema, table);
    }
}
