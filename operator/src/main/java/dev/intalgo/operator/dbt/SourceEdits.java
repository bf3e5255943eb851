package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * What a person says of a table, written into the sources' YAML where the table is. Every other character of the file
 * stays as it is.
 */
public final class SourceEdits {
    private static final List<String> REFERENCES = List.of("config", "meta", "intalgo", "references");

    private final Catalog catalog;
    private final Table table;
    private final Map<String, String> files;

    /** It cannot be written into the file as it is; the message says why, and what to do instead. */
    public static final class Unwritable extends RuntimeException {
        Unwritable(String message) {
            super(message, null, false, false);
        }
    }

    /** @param catalog as the project's people see it, of which the table is one */
    public SourceEdits(Catalog catalog, Table table, Map<String, String> files) {
        this.catalog = catalog;
        this.table = table;
        this.files = files;
    }

    private record Entry(String path, YamlText file, MappingNode item) {}

    /**
     * Describes the table.
     *
     * @param text of one or more lines; where it is empty the database's own comment counts again
     * @return the files that change: path and new text
     * @throws Unwritable where that cannot be done
     */
    public Map<String, String> describe(String text) {
        var plain = YamlEntry.plain(text.strip());
        return edited((file, item) -> describe(file, item, plain), item -> isDescribed(item, plain));
    }

    /** Describes a column, as {@link #describe(String)} does the table. */
    public Map<String, String> describe(String column, String text) {
        requireUsable(DbtNames.isUsableColumn(column), column);
        var plain = YamlEntry.plain(text.strip());
        return edited(
                (file, item) -> {
                    var there = column(item, column);
                    if (there.isPresent()) {
                        describe(file, there.get(), plain);
                    } else {
                        append(file, item, column, "description", plain);
                    }
                },
                item -> column(item, column).filter(c -> isDescribed(c, plain)).isPresent());
    }

    /**
     * Says of what was inferred whether it is so.
     *
     * @param key of one column
     * @param confirmed whether it is
     * @return the files that change: path and new text
     * @throws Unwritable where that cannot be done
     */
    public Map<String, String> decide(ForeignKey key, boolean confirmed) {
        var column = key.columns().getFirst();
        var to = catalog.find(table, key)
                .orElseThrow(() -> new Unwritable("%s.%s is not in the database any more: load the page again"
                        .formatted(key.schema(), key.table())));
        requireUsable(DbtNames.isUsableColumn(column), column);
        requireUsable(SourcesYaml.isUsable(to), catalog.display(to));
        requireUsable(
                DbtNames.isUsableColumn(key.referencedColumns().getFirst()),
                key.referencedColumns().getFirst());
        var wanted = new Reference(
                catalog.source(to),
                catalog.nameInSource(to),
                key.referencedColumns().getFirst(),
                key.confidence() > 0 ? Optional.of(key.confidence()) : Optional.empty(),
                Optional.of(confirmed));
        return edited(
                (file, item) -> {
                    var there = column(item, column);
                    if (there.isPresent()) {
                        decide(file, there.get(), wanted);
                    } else {
                        append(file, item, column, "config", wanted.config());
                    }
                },
                item -> column(item, column)
                        .flatMap(Reference::of)
                        .filter(r -> r.isTo(wanted) && r.confirmed().equals(wanted.confirmed()))
                        .isPresent());
    }

    private Map<String, String> edited(BiConsumer<YamlText, MappingNode> edit, Predicate<MappingNode> done) {
        var entry = entry();
        if (done.test(entry.item())) {
            return Map.of();
        }
        if (!entry.file().hasOwnLines(entry.item())) {
            throw byHand(entry.path(), "is written on one line there");
        }
        edit.accept(entry.file(), entry.item());
        var text = entry.file().edited();
        // What people can write in YAML has no end: what was written must be what is read.
        if (!entry(entry.path(), text).map(Entry::item).filter(done).isPresent()) {
            throw byHand(
                    entry.path(), "is written there in a way that Intalgo does not change, such as with an anchor");
        }
        return Map.of(entry.path(), text);
    }

    /** Names can hold what dbt would evaluate. */
    private static void requireUsable(boolean usable, String name) {
        if (!usable) {
            throw new Unwritable("dbt cannot name \"%s\", so that its sources have nothing of it".formatted(name));
        }
    }

    private Entry entry() {
        requireUsable(SourcesYaml.isUsable(table), catalog.display(table));
        return new TreeMap<>(files)
                .entrySet().stream()
                        .filter(file -> SourcesYaml.isSources(file.getKey(), file.getValue(), files))
                        .flatMap(file -> entry(file.getKey(), file.getValue()).stream())
                        .findFirst()
                        .orElseThrow(
                                () -> new Unwritable(
                                        catalog.display(table)
                                                + " is not in the project's sources yet: wait until the project is ready, and try again"));
    }

    private Optional<Entry> entry(String path, String text) {
        var first = "- name: " + YamlEntry.scalar(table.name()) + "  # intalgo ";
        return YamlText.parse(text, line -> line.stripLeading().startsWith(first))
                .flatMap(file -> YamlNodes.items(file.root(), "sources").stream()
                        .filter(this::isOfTable)
                        .flatMap(source -> YamlNodes.items(source, "tables").stream())
                        .filter(item -> table.name().equals(YamlNodes.first(item, "identifier", "name")))
                        .map(item -> new Entry(path, file, item))
                        .findFirst());
    }

    private boolean isOfTable(MappingNode source) {
        var database = YamlNodes.scalar(source, "database").orElse("");
        return table.schema().equals(YamlNodes.first(source, "schema", "name"))
                && (database.equals(table.database()) || database.isEmpty() && catalog.isHome(table));
    }

    private Optional<MappingNode> column(MappingNode item, String name) {
        return YamlNodes.named(YamlNodes.items(item, "columns"), name);
    }

    private static boolean isDescribed(MappingNode item, String text) {
        return YamlNodes.get(item, "description")
                .filter(node -> YamlNodes.text(node).strip().equals(text))
                .isPresent();
    }

    private void describe(YamlText file, MappingNode item, String text) {
        requireOwnLines(file, item);
        var there = YamlNodes.tuple(item, "description");
        var value = there.map(NodeTuple::getValueNode);
        if (value.filter(node -> YamlNodes.text(node).contains("{{")).isPresent()) {
            throw new Unwritable(
                    "dbt makes this description from another text, by {{ … }}: change it in the repository");
        }
        if (value.orElse(null) instanceof ScalarNode scalar
                && isOnOneLine(scalar)
                && !YamlNodes.isAlias(there.get())
                && !text.contains("\n")) {
            // And not the whole line, which may end with a comment.
            file.replace(scalar, YamlEntry.scalar(text));
        } else {
            file.put(item, "description", YamlEntry.key("description", text), "name");
        }
    }

    private static boolean isOnOneLine(ScalarNode scalar) {
        return !YamlNodes.isEmptyScalar(scalar)
                && scalar.getScalarStyle() != ScalarStyle.LITERAL
                && scalar.getScalarStyle() != ScalarStyle.FOLDED
                && scalar.getStartMark().getLine() == scalar.getEndMark().getLine();
    }

    /** Adds a column of which people's file says nothing yet. */
    private void append(YamlText file, MappingNode item, String column, String key, Object value) {
        Map<String, Object> added = new LinkedHashMap<>();
        added.put("name", column);
        added.put(key, value);
        if (!file.append(item, "columns", List.of(YamlEntry.item(added)))) {
            throw byHand("the sources' YAML", "has its columns on one line there");
        }
    }

    private void decide(YamlText file, MappingNode column, Reference wanted) {
        requireOwnLines(file, column);
        var path = Reference.node(column, REFERENCES).isEmpty()
                        && Reference.node(column, REFERENCES.subList(1, 4)).isPresent()
                ? REFERENCES.subList(1, 4)
                : REFERENCES;
        var there = Reference.node(column, path);
        if (there.isPresent()
                && Reference.of(column).filter(r -> r.isTo(wanted)).isPresent()) {
            decide(file, there.get(), wanted.isConfirmed());
        } else {
            put(file, column, path, wanted.references());
        }
    }

    private static void decide(YamlText file, MappingNode references, boolean confirmed) {
        if (YamlNodes.get(references, "confirmed").orElse(null) instanceof ScalarNode scalar && isOnOneLine(scalar)) {
            file.replace(scalar, String.valueOf(confirmed));
        } else {
            file.put(references, "confirmed", List.of("confirmed: " + confirmed), "inferred");
        }
    }

    /** Puts a value below keys, of which some may be there. */
    private void put(YamlText file, MappingNode at, List<String> path, Map<String, Object> value) {
        var key = path.getFirst();
        var rest = path.subList(1, path.size());
        Optional<Node> there = YamlNodes.get(at, key).filter(node -> !YamlNodes.isEmptyScalar(node));
        if (there.isEmpty() || rest.isEmpty()) {
            Object below = value;
            for (var outer : rest.reversed()) {
                below = Map.of(outer, below);
            }
            file.put(at, key, YamlEntry.key(key, below), "data_type");
        } else if (there.get() instanceof MappingNode mapping && YamlNodes.isBlock(mapping)) {
            put(file, mapping, rest, value);
        } else {
            throw byHand("the sources' YAML", "has its %s on one line there".formatted(key));
        }
    }

    private void requireOwnLines(YamlText file, MappingNode item) {
        if (!file.hasOwnLines(item)) {
            throw byHand("the sources' YAML", "is written on one line there");
        }
    }

    private Unwritable byHand(String where, String why) {
        return new Unwritable(
                "%s is in %s, and %s: change it in the repository".formatted(catalog.display(table), where, why));
    }
}
