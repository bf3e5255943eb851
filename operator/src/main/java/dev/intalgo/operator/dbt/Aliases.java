package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Views that keep the earlier name of a model that was renamed, for those who query it outside of dbt. Each is a model
 * of its own, whose YAML says whose name it was.
 */
public final class Aliases {
    private static final Pattern MAY_BE = Pattern.compile("\\baliasOf\\b");

    private Aliases() {}

    /** The names that are aliases of the model. */
    public static List<String> of(String model, Map<String, String> files) {
        return all(files).entrySet().stream()
                .filter(alias -> alias.getValue().equals(model))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All aliases, with the models that they stand for. */
    public static Map<String, String> all(Map<String, String> files) {
        Map<String, String> found = new TreeMap<>();
        ProjectFile project = ProjectFile.of(files);
        files.forEach((path, text) -> {
            if ((path.endsWith(".yml") || path.endsWith(".yaml"))
                    && MAY_BE.matcher(text).find()
                    && project.has(Mode.MODEL, path)) {
                found.putAll(AnswerMeta.aliases(text));
            }
        });
        return found;
    }

    /** The files of an alias of the answer. */
    public static Map<String, String> write(String alias, Answer answer, Map<String, String> files) {
        Map<String, String> changed = new TreeMap<>();
        String sql = AnswerFiles.newSqlPath(alias, Mode.MODEL, "", files);
        changed.put(sql, sql(answer.name()));
        changed.put(sql.replaceFirst("\\.sql$", ".yml"), yaml(alias, answer));
        return changed;
    }

    /** The files that change when an alias goes. */
    public static Map<String, String> remove(String alias, Map<String, String> files) {
        Map<String, String> changed = new TreeMap<>(Exposures.renamed(alias, null, files));
        changed.putAll(AnswerFiles.remove(alias, Mode.MODEL, files));
        return changed;
    }

    /** The files that change when the model of an alias gets another name; its SQL follows like any other. */
    static Map<String, String> retarget(String alias, String model, Map<String, String> files) {
        Map<String, String> changed = new TreeMap<>();
        AnswerFiles.yamlFile(alias, Mode.MODEL, files).ifPresent(path -> {
            YamlText file = YamlText.parse(files.get(path)).orElseThrow();
            var item = YamlNodes.named(YamlNodes.items(file.root(), Mode.MODEL.yamlKey()), alias)
                    .orElseThrow();
            List<String> lines = new ArrayList<>(file.lines(item));
            String old = AnswerMeta.aliases(files.get(path)).get(alias);
            Pattern name = Pattern.compile("\\b" + Pattern.quote(old) + "\\b");
            boolean untouched = YamlEntry.isUntouched(lines);
            lines.replaceAll(line -> line.contains("aliasOf:") || untouched && line.contains("earlier name of")
                    ? name.matcher(line).replaceAll(model)
                    : line);
            file.replace(item, untouched ? YamlEntry.restamped(lines) : lines);
            changed.put(path, file.edited());
        });
        return changed;
    }

    private static String sql(String model) {
        return "select * from {{ ref(" + DbtNames.literal(model) + ") }}\n";
    }

    private static String yaml(String alias, Answer answer) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", alias);
        entry.put(
                "description",
                "Deprecated: the earlier name of " + answer.name() + ", which is to be read in its place.");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("materialized", "view");
        config.put("meta", Map.of("intalgo", Map.of("aliasOf", answer.name())));
        entry.put("config", config);
        List<Object> columns = new ArrayList<>();
        for (ModelColumn column : answer.columns()) {
            Optional.of(column.name())
                    .filter(DbtNames::isUsableColumn)
                    .ifPresent(name -> columns.add(AnswerMeta.described(column)));
        }
        if (!columns.isEmpty()) {
            entry.put("columns", columns);
        }
        List<String> lines = new ArrayList<>(List.of("version: 2", "", "models:"));
        YamlEntry.stamped(entry).forEach(line -> lines.add(line.isEmpty() ? line : "  " + line));
        return String.join("\n", lines) + "\n";
    }
}
