package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Brings an entry of a YAML file (a source's table, a model) up to date. One that nobody has edited is written anew. One
 * that somebody has edited keeps what is there, and only
 *
 * <ul>
 *   <li>gains descriptions where there are none, and columns that are new;
 *   <li>gains what is inferred of a column that has no configuration, and the test of what a person confirmed;
 *   <li>follows the type of a column, and loses columns that are gone.
 * </ul>
 */
final class EntryMerge {
    private EntryMerge() {}

    /** Edits the item in {@code file} towards {@code wanted}; an item that is not on lines of its own is left alone. */
    static void merge(YamlText file, MappingNode item, Map<String, Object> wanted) {
        if (!file.hasOwnLines(item)) {
            return;
        }
        List<String> now = file.lines(item);
        if (!YamlEntry.isUntouched(now)) {
            complete(file, item, wanted);
            return;
        }
        List<String> lines = YamlEntry.stamped(wanted);
        if (!lines.equals(now)) {
            file.replace(item, lines);
        }
    }

    private static void complete(YamlText file, MappingNode item, Map<String, Object> wanted) {
        describe(file, item, wanted);
        List<Map<String, Object>> columns = columns(wanted);
        if (columns.isEmpty()) {
            return;
        }
        List<MappingNode> present = YamlNodes.items(item, "columns");
        Set<String> names = new LinkedHashSet<>();
        List<List<String>> added = new ArrayList<>();
        for (Map<String, Object> column : columns) {
            String name = (String) column.get("name");
            names.add(name);
            Optional<MappingNode> existing = YamlNodes.named(present, name);
            if (existing.isEmpty()) {
                added.add(YamlEntry.item(column));
            } else if (file.hasOwnLines(existing.get())) {
                describe(file, existing.get(), column);
                follow(file, existing.get(), "data_type", column.get("data_type"));
                refer(file, existing.get(), column);
            }
        }
        present.stream()
                .filter(c -> YamlNodes.scalar(c, "name")
                        .filter(n -> !names.contains(n))
                        .isPresent())
                .filter(file::hasOwnLines)
                .forEach(file::remove);
        if (!added.isEmpty()) {
            file.append(item, "columns", added);
        }
    }

    private static void refer(YamlText file, MappingNode item, Map<String, Object> wanted) {
        Object config = wanted.get("config");
        if (config != null
                && YamlNodes.get(item, "config").isEmpty()
                && YamlNodes.get(item, "meta").isEmpty()) {
            file.put(item, "config", YamlEntry.key("config", config), "data_type");
        }
        boolean confirmed = Reference.of(item).filter(Reference::isConfirmed).isPresent();
        String key = YamlNodes.get(item, "tests").isPresent() ? "tests" : "data_tests";
        if (confirmed && !has(item, key, "relationships")) {
            tests(wanted)
                    .filter(t -> t instanceof Map<?, ?> test && test.containsKey("relationships"))
                    .map(t -> YamlEntry.items(List.of(t)))
                    .findFirst()
                    .ifPresent(lines -> file.append(item, key, List.of(lines)));
        }
    }

    private static Stream<?> tests(Map<String, Object> wanted) {
        return ((List<?>) wanted.getOrDefault("data_tests", List.of())).stream();
    }

    private static boolean has(MappingNode item, String key, String test) {
        return YamlNodes.items(item, key).stream()
                .anyMatch(t -> YamlNodes.get(t, test).isPresent());
    }

    private static void describe(YamlText file, MappingNode item, Map<String, Object> wanted) {
        Object description = wanted.get("description");
        if (description != null && YamlNodes.scalar(item, "description").isEmpty()) {
            file.put(item, "description", YamlEntry.key("description", description), "name");
        }
    }

    /** Sets a key to a value; without a value the key is left as it is. */
    static void follow(YamlText file, MappingNode item, String key, Object value) {
        if (value != null && !Objects.equals(YamlNodes.scalar(item, key).orElse(null), value)) {
            file.put(item, key, YamlEntry.key(key, value), "description");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> columns(Map<String, Object> wanted) {
        return (List<Map<String, Object>>) wanted.getOrDefault("columns", List.of());
    }
}
