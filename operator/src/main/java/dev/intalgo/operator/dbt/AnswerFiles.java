package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The files of an answer: {@code models/<name>.sql} and {@code models/<name>.yml}, or the same under {@code analyses/}.
 * Somebody may move them into a folder below, or the YAML into a file with others; they are found there.
 *
 * <p>People win. YAML that nobody has edited is written anew; in YAML that somebody has edited only the types and the set
 * of columns, {@code meta.intalgo} and the materialization that was asked for change. SQL that somebody has edited is
 * told by {@link Answer#edited()}, and an answer that is written back so leaves the SQL as it is.
 */
public final class AnswerFiles {
    private AnswerFiles() {}

    /**
     * Where an answer's SQL is when it is new.
     *
     * @param folder the folder below that of all models, or empty; analyses have none
     */
    public static String newSqlPath(String name, Mode mode, String folder, Map<String, String> files) {
        String below = mode == Mode.MODEL && !folder.isEmpty() ? folder + "/" : "";
        return ProjectFile.of(files).folders(mode).getFirst() + "/" + below + name + ".sql";
    }

    private static String yamlBeside(String sqlPath) {
        return sqlPath.substring(0, sqlPath.length() - ".sql".length()) + ".yml";
    }

    /** Where the SQL of this name is, be it an answer's or a model that somebody wrote besides. */
    public static Optional<String> sqlPath(String name, Mode mode, Map<String, String> files) {
        String usual = newSqlPath(name, mode, "", files);
        if (files.containsKey(usual)) {
            return Optional.of(usual);
        }
        ProjectFile project = ProjectFile.of(files);
        String file = "/" + name + ".sql";
        return files.keySet().stream()
                .filter(p -> p.endsWith(file) && project.has(mode, p))
                .min(String::compareTo);
    }

    /** The files that change to hold the answer: path and new text. */
    public static Map<String, String> write(Answer answer, Map<String, String> existing) {
        return write(answer, "", existing);
    }

    /** @param folder where a new model goes, below the folder of all models; or empty */
    public static Map<String, String> write(Answer answer, String folder, Map<String, String> existing) {
        Map<String, String> changed = new TreeMap<>();
        String sql = answer.sql().strip() + "\n";
        Optional<String> there = sqlPath(answer.name(), answer.mode(), existing);
        String path = there.orElse(newSqlPath(answer.name(), answer.mode(), folder, existing));
        if ((!answer.edited() || there.isEmpty())
                && !sql.equals(there.map(existing::get).orElse(null))) {
            changed.put(path, sql);
        }
        String sqlHash =
                answer.edited() ? writtenSqlHash(answer.name(), answer.mode(), existing) : AnswerMeta.sqlHash(sql);
        String yaml = yamlFile(answer.name(), answer.mode(), existing)
                .orElseGet(() -> OwnFiles.path(yamlBeside(path), existing));
        String text = yaml(answer, AnswerMeta.entry(answer, sqlHash), existing.get(yaml));
        if (!Objects.equals(text, existing.get(yaml))) {
            changed.put(yaml, text);
        }
        return changed;
    }

    /** The hash of what was written before somebody edited it; none where the edited answer has just been renamed. */
    public static String writtenSqlHash(String name, Mode mode, Map<String, String> files) {
        return yamlFile(name, mode, files)
                .flatMap(path -> AnswerMeta.entry(files.get(path), name, mode))
                .map(AnswerMeta::writtenSqlHash)
                .orElse("");
    }

    /** The answer of this name, if the files hold one that was written by {@link #write}. */
    public static Optional<Answer> read(String name, Mode mode, Map<String, String> files) {
        return yamlFile(name, mode, files)
                .flatMap(path -> AnswerMeta.entry(files.get(path), name, mode))
                .flatMap(entry ->
                        sqlPath(name, mode, files).map(path -> AnswerMeta.answer(name, mode, files.get(path), entry)));
    }

    /** All answers in the files, by name within models and then analyses. */
    public static List<Answer> all(Map<String, String> files) {
        List<Answer> answers = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            Map<String, String> sql = new HashMap<>();
            ProjectFile project = ProjectFile.of(files);
            files.keySet().stream()
                    .filter(p -> p.endsWith(".sql") && project.has(mode, p))
                    .sorted()
                    .forEach(p -> sql.putIfAbsent(p.substring(p.lastIndexOf('/') + 1, p.length() - 4), p));
            Map<String, Answer> found = new TreeMap<>();
            yamlFiles(mode, files)
                    .forEach(path -> AnswerMeta.entries(files.get(path), mode).forEach((name, entry) -> {
                        if (sql.containsKey(name)) {
                            found.putIfAbsent(name, AnswerMeta.answer(name, mode, files.get(sql.get(name)), entry));
                        }
                    }));
            answers.addAll(found.values());
        }
        return answers;
    }

    /** The files that change when the answer goes: path and new text, or null for a file to delete. */
    public static Map<String, String> remove(String name, Mode mode, Map<String, String> existing) {
        Map<String, String> changed = new TreeMap<>();
        sqlPath(name, mode, existing).ifPresent(path -> changed.put(path, null));
        yamlFile(name, mode, existing)
                .ifPresent(path -> YamlText.parse(existing.get(path))
                        .ifPresent(file -> changed.put(path, without(file, name, mode))));
        return changed;
    }

    private static Stream<String> yamlFiles(Mode mode, Map<String, String> files) {
        ProjectFile project = ProjectFile.of(files);
        return files.keySet().stream()
                .filter(p -> (p.endsWith(".yml") || p.endsWith(".yaml")) && project.has(mode, p))
                .filter(p -> mode.mayBeIn(files.get(p)))
                .sorted();
    }

    static Optional<String> yamlFile(String name, Mode mode, Map<String, String> files) {
        return Stream.concat(
                        sqlPath(name, mode, files).map(AnswerFiles::yamlBeside).filter(files::containsKey).stream(),
                        yamlFiles(mode, files).filter(p -> files.get(p).contains(name)))
                .filter(p -> YamlText.parse(files.get(p))
                        .flatMap(f -> YamlNodes.named(YamlNodes.items(f.root(), mode.yamlKey()), name))
                        .isPresent())
                .findFirst();
    }

    private static String yaml(Answer answer, Map<String, Object> wanted, String before) {
        String text = before == null || before.isBlank() ? "version: 2\n" : before;
        YamlText file = YamlText.parse(text).orElse(null);
        if (file == null) {
            return before; // dbt says what is wrong with it
        }
        String key = answer.mode().yamlKey();
        Optional<MappingNode> item = YamlNodes.named(YamlNodes.items(file.root(), key), answer.name());
        if (item.isEmpty()) {
            file.append(file.root(), key, List.of(YamlEntry.stamped(wanted)));
        } else if (file.hasOwnLines(item.get())) {
            boolean edited = !YamlEntry.isUntouched(file.lines(item.get()));
            EntryMerge.merge(file, item.get(), wanted);
            if (edited) {
                configure(file, item.get(), wanted);
            }
        }
        String edited = file.edited();
        return text.equals(before) ? edited : edited.replaceFirst("\n" + key + ":", "\n\n" + key + ":");
    }

    /** Brings {@code config} up to date in an entry that somebody has edited. */
    private static void configure(YamlText file, MappingNode item, Map<String, Object> wanted) {
        @SuppressWarnings("unchecked")
        Map<String, Object> config = (Map<String, Object>) wanted.get("config");
        Optional<Node> existing = YamlNodes.get(item, "config");
        if (!(existing.orElse(null) instanceof MappingNode node) || !YamlNodes.isBlock(node)) {
            Map<String, Object> merged = new LinkedHashMap<>(AnswerMeta.map(file.lines(item), "config"));
            merged.putAll(config);
            List<String> tags = AnswerMeta.tags(file.lines(item), config);
            if (!tags.isEmpty()) {
                merged.put("tags", tags);
            }
            file.put(item, "config", YamlEntry.key("config", merged), "description");
            return;
        }
        EntryMerge.follow(file, node, "materialized", config.get("materialized"));
        tag(file, node, file.lines(item), config);
        @SuppressWarnings("unchecked")
        Map<String, Object> meta = (Map<String, Object>) config.get("meta");
        if (YamlNodes.get(node, "meta").orElse(null) instanceof MappingNode block && YamlNodes.isBlock(block)) {
            file.put(block, "intalgo", YamlEntry.key("intalgo", meta.get("intalgo")), "");
        } else {
            file.put(node, "meta", YamlEntry.key("meta", meta), "materialized");
        }
    }

    /** People's tags stay; those that the Question asked for before follow it. */
    private static void tag(YamlText file, MappingNode node, List<String> item, Map<String, Object> config) {
        List<String> merged = AnswerMeta.tags(item, config);
        if (!merged.equals(AnswerMeta.tags(item))) {
            file.put(node, "tags", YamlEntry.key("tags", merged), "materialized");
        }
    }

    /** The file without the entry, or null where nothing else is in it. */
    static String without(YamlText file, String name, Mode mode) {
        List<MappingNode> items = YamlNodes.items(file.root(), mode.yamlKey());
        MappingNode item = YamlNodes.named(items, name).orElseThrow();
        boolean nothingElse = file.root().getValue().stream()
                .map(t -> YamlNodes.text(t.getKeyNode()))
                .allMatch(k -> k.equals("version") || k.equals(mode.yamlKey()));
        if (items.size() == 1 && nothingElse) {
            return null;
        }
        if (items.size() == 1) {
            file.empty(file.root(), mode.yamlKey());
        }
        if (file.hasOwnLines(item)) {
            file.remove(item);
        }
        return file.edited();
    }
}
