package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.SourceNames;
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
 * {@code relationships}. What only looks like a foreign key is told in the column's {@code config.meta.intalgo}, and a
 * person may say there whether it is one; see {@link Reference}.
 *
 * <p>People win. A table that nobody has edited follows the catalog, and goes when it goes. A table that somebody has
 * edited stays, even when it is gone, and {@link EntryMerge} says what changes in it. A table that is described in
 * another file is left to that file; in a dbt project that people made before, so is all of a file that has nothing of
 * ours. A file that is no YAML is left alone: dbt tells what is wrong with it.
 *
 * <p>The {@code database} is left out, so that one project runs against a copy of its database under another name; only
 * tables of other databases than the connection's own are in a source that names it.
 * Names that neither dbt nor Jinja can carry (with a double quote, a line break or the marks of a template) are left
 * out.
 */
public final class SourcesYaml {
    private static final String HEADER = """
            # The tables that Intalgo found in the database. Edit what you like: a table that you have changed keeps your
            # changes, and its mark "intalgo ..." no longer matters. A table that nobody has changed follows the database.
            version: 2
            """;

    private final Catalog catalog;
    private final SourceEntry entries;
    private final Map<String, String> existing;
    private final Map<String, YamlText> files;
    private final Map<String, String> paths = new HashMap<>();

    private SourcesYaml(
            Catalog catalog,
            SourceNotes notes,
            SourceRules rules,
            Map<String, String> existing,
            Map<String, YamlText> files) {
        this.catalog = catalog;
        this.entries = new SourceEntry(catalog, notes, rules);
        this.existing = existing;
        this.files = files;
    }

    /** Whether dbt can name the table at all. */
    public static boolean isUsable(Table table) {
        return DbtNames.isUsable(table.schema())
                && DbtNames.isUsable(table.name())
                && (table.database().isEmpty() || DbtNames.isUsable(table.database()));
    }

    /** The file that a source is in when it is new. */
    private String path(String source) {
        return paths.computeIfAbsent(
                source,
                s -> OwnFiles.path(
                        ProjectFile.of(existing).models().getFirst() + "/sources/" + DbtNames.fileName(s) + ".yml",
                        existing));
    }

    /** The catalog as the project's people see it: their descriptions and keys, and what is inferred, go with it. */
    public static Catalog known(Catalog catalog, Map<String, String> existing) {
        Map<String, YamlText> files = parsed(existing);
        return SourceNotes.of(files.values()).over(catalog.named(names(files)));
    }

    /**
     * The references of a table that a person said are none: as they were inferred.
     *
     * @param known what {@link #known} told
     */
    public static List<ForeignKey> denied(Catalog known, Table table, Map<String, String> existing) {
        Map<String, String> decided = new HashMap<>(existing);
        // The others of many large files need not be read.
        decided.values().removeIf(text -> !text.contains("confirmed:"));
        decided.put(ProjectFile.PATH, existing.getOrDefault(ProjectFile.PATH, ""));
        return SourceNotes.of(parsed(decided).values()).denied(known, table);
    }

    /** As {@link #merge(Catalog, Map, SourceRules)}, with tests and without freshness. */
    public static Map<String, String> merge(Catalog catalog, Map<String, String> existing) {
        return merge(catalog, existing, SourceRules.DEFAULT);
    }

    /**
     * The files that change to follow the catalog: path and new text, or null for a file to delete.
     *
     * @param existing the project's files
     */
    public static Map<String, String> merge(Catalog catalog, Map<String, String> existing, SourceRules rules) {
        Map<String, YamlText> files = parsed(existing);
        SourceNotes notes = SourceNotes.of(files.values());
        return new SourcesYaml(notes.over(catalog.named(names(files))), notes, rules, existing, files).changed();
    }

    /** Whether a file of the project may have sources in it. */
    public static boolean isSources(String path, String text, Map<String, String> files) {
        boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
        return yaml && text.contains("sources:") && ProjectFile.of(files).has(Mode.MODEL, path);
    }

    /**
     * What people's sources call tables. A table that is also in a source of the usual name keeps that: SQL may read it
     * by it.
     */
    private static SourceNames names(Map<String, YamlText> files) {
        Map<List<String>, SourceNames.Name> names = new HashMap<>();
        Set<List<String>> usual = new HashSet<>();
        files.values()
                .forEach(file -> YamlNodes.items(file.root(), "sources").forEach(source -> {
                    String database = YamlNodes.scalar(source, "database").orElse("");
                    String schema = YamlNodes.scalar(source, "schema").orElse(name(source));
                    for (MappingNode table : YamlNodes.items(source, "tables")) {
                        String identifier =
                                YamlNodes.scalar(table, "identifier").orElse(name(table));
                        List<String> place = List.of(database, schema, identifier);
                        if (Catalog.isUsualSource(name(source), database, schema)
                                && name(table).equals(identifier)) {
                            usual.add(place);
                        } else if (!place.toString().contains("{{")) {
                            names.putIfAbsent(place, new SourceNames.Name(name(source), name(table)));
                        }
                    }
                }));
        names.keySet().removeAll(usual);
        return new SourceNames(names);
    }

    private static Map<String, YamlText> parsed(Map<String, String> existing) {
        Map<String, YamlText> files = new TreeMap<>();
        existing.forEach((path, text) -> {
            if (isSources(path, text, existing)) {
                YamlText.parse(text).ifPresent(file -> files.put(path, file));
            }
        });
        return files;
    }

    private Map<String, String> changed() {
        Map<String, Map<String, Table>> wanted = new TreeMap<>();
        catalog.tables().stream()
                .filter(table -> isUsable(table) && !catalog.isNamed(table))
                .forEach(t -> wanted.computeIfAbsent(catalog.source(t), s -> new LinkedHashMap<>())
                        .putIfAbsent(t.name(), t));
        Set<List<String>> elsewhere = new HashSet<>();
        files.forEach((path, file) -> YamlNodes.items(file.root(), "sources").forEach(item -> {
            String source = name(item);
            if (path.equals(path(source))) {
                wanted.computeIfAbsent(source, s -> Map.of());
            } else {
                YamlNodes.items(item, "tables").forEach(t -> elsewhere.add(key(source, name(t))));
            }
        }));
        Map<String, String> changed = new TreeMap<>();
        wanted.forEach((source, tables) -> {
            Map<String, Table> own = new LinkedHashMap<>(tables);
            own.keySet().removeIf(name -> elsewhere.contains(key(source, name)));
            String path = path(source);
            String before = existing.get(path);
            String after = before == null || before.isBlank()
                    ? newFile(source, own)
                    : update(before, files.get(path), source, own);
            if (!Objects.equals(before, after)) {
                changed.put(path, after);
            }
        });
        return changed;
    }

    private String newFile(String source, Map<String, Table> tables) {
        if (tables.isEmpty()) {
            return null;
        }
        YamlText file = YamlText.parse(HEADER).orElseThrow();
        addSource(file, source, tables);
        return file.edited().replaceFirst("\nsources:", "\n\nsources:");
    }

    private String update(String before, YamlText file, String name, Map<String, Table> tables) {
        if (file == null) {
            return before;
        }
        Optional<MappingNode> source = YamlNodes.named(YamlNodes.items(file.root(), "sources"), name);
        if (source.isEmpty()) {
            addSource(file, name, tables);
            return file.edited();
        }
        List<MappingNode> present = YamlNodes.items(source.get(), "tables");
        List<MappingNode> gone = present.stream()
                .filter(t -> !tables.containsKey(name(t)))
                .filter(t -> file.hasOwnLines(t) && YamlEntry.isUntouched(file.lines(t)))
                .toList();
        Map<String, Table> added = new LinkedHashMap<>(tables);
        present.forEach(t -> added.remove(name(t)));
        if (!present.isEmpty() && gone.size() == present.size() && added.isEmpty()) {
            if (before.startsWith(HEADER)
                    && YamlNodes.items(file.root(), "sources").size() == 1) {
                return null;
            }
            file.empty(source.get(), "tables");
        }
        gone.forEach(file::remove);
        present.stream()
                .filter(t -> tables.containsKey(name(t)))
                .forEach(t -> EntryMerge.merge(file, t, entries.of(tables.get(name(t)))));
        if (!added.isEmpty()) {
            file.append(source.get(), "tables", stamped(added));
        }
        return file.isEdited() ? file.edited() : before;
    }

    private void addSource(YamlText file, String name, Map<String, Table> tables) {
        if (tables.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>(
                YamlEntry.item(source(name, tables.values().iterator().next())));
        lines.add("  tables:");
        stamped(tables).forEach(table -> table.forEach(line -> lines.add("    " + line)));
        file.append(file.root(), "sources", List.of(lines));
    }

    /** Where a name does not say the schema, it is said. */
    private Map<String, Object> source(String name, Table table) {
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("name", name);
        if (!name.equals(table.schema())) {
            source.put("database", table.database());
            source.put("schema", table.schema());
        }
        return source;
    }

    private List<List<String>> stamped(Map<String, Table> tables) {
        return tables.values().stream()
                .map(t -> YamlEntry.stamped(entries.of(t)))
                .toList();
    }

    private static String name(MappingNode item) {
        return YamlNodes.scalar(item, "name").orElse("");
    }

    private static List<String> key(String source, String table) {
        return List.of(source, table);
    }
}
