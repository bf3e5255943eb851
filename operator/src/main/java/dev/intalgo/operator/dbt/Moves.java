package dev.intalgo.operator.dbt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Gives an answer another name, or makes a model of an analysis and the other way about. Its files move with their
 * text, so that Git knows them again, and every {@code ref()} to it follows.
 */
public final class Moves {
    private Moves() {}

    /** Where the SQL of an answer will be once it is moved. */
    public static String sqlPath(Place from, Place to, Map<String, String> files) {
        Optional<String> now = AnswerFiles.sqlPath(from.name(), from.mode(), files);
        return now.filter(path -> from.mode() == to.mode())
                .map(path -> beside(path, to.name() + ".sql"))
                .orElse(AnswerFiles.newSqlPath(to.name(), to.mode(), "", files));
    }

    /** The files that change: path and new text, or null for a file that is there no more. */
    public static Map<String, String> move(Place from, Place to, Map<String, String> existing) {
        Files files = new Files(existing);
        List<Answer> readers = from.name().equals(to.name()) ? List.of() : readers(from, existing);
        String sqlBefore =
                AnswerFiles.sqlPath(from.name(), from.mode(), existing).orElseThrow();
        String sqlAfter = sqlPath(from, to, existing);
        Answer answer = AnswerFiles.read(from.name(), from.mode(), existing).orElseThrow();
        files.put(sqlAfter, files.take(sqlBefore));
        moveEntry(from, to, sqlBefore, sqlAfter, files);
        if (!from.name().equals(to.name())) {
            files.apply(Exposures.renamed(from.name(), to.name(), files.now()));
            Refs.renamed(from.name(), to.name(), files.now()).forEach(files::put);
            Aliases.of(from.name(), files.now())
                    .forEach(alias -> files.apply(Aliases.retarget(alias, to.name(), files.now())));
        }
        files.apply(AnswerFiles.write(answer.withName(to.name()).withMode(to.mode()), files.now()));
        // An answer that follows is no answer that somebody edited.
        for (Answer reader : readers) {
            String sql = files.now()
                    .get(AnswerFiles.sqlPath(reader.name(), reader.mode(), files.now())
                            .orElseThrow());
            files.apply(AnswerFiles.write(reader.reading(from.name(), to.name(), sql), files.now()));
        }
        return files.changes();
    }

    private static List<Answer> readers(Place from, Map<String, String> files) {
        return AnswerFiles.all(files).stream()
                .filter(answer -> !answer.edited() && answer.references().contains("ref." + from.name()))
                .filter(answer -> !answer.name().equals(from.name()))
                .toList();
    }

    /** Its YAML: a file that is named for it moves beside the SQL, in any other only the entry changes. */
    private static void moveEntry(Place from, Place to, String sqlBefore, String sqlAfter, Files files) {
        String path =
                AnswerFiles.yamlFile(from.name(), from.mode(), files.now()).orElseThrow();
        boolean own = beside(path, "").equals(beside(sqlBefore, ""))
                && fileName(path).matches(Pattern.quote(from.name()) + "\\.ya?ml");
        String extension = path.substring(path.lastIndexOf('.'));
        YamlText file = YamlText.parse(files.now().get(path)).orElseThrow();
        MappingNode item = entry(file, from);
        if (from.mode() != to.mode()) {
            List<String> lines = renamed(file, item, to.name());
            String left = AnswerFiles.without(file, from.name(), from.mode());
            files.put(path, left);
            String target = beside(sqlAfter, to.name() + extension);
            YamlText there = YamlText.parse(files.now().getOrDefault(target, "version: 2\n"))
                    .orElseThrow();
            boolean isNew = !files.now().containsKey(target);
            there.append(there.root(), to.mode().yamlKey(), List.of(lines));
            String text = there.edited();
            files.put(
                    target,
                    isNew
                            ? text.replaceFirst(
                                    "\n" + to.mode().yamlKey() + ":",
                                    "\n\n" + to.mode().yamlKey() + ":")
                            : text);
            return;
        }
        if (file.hasOwnLines(item)) {
            file.replace(item, renamed(file, item, to.name()));
        } else {
            file.replace((ScalarNode) YamlNodes.get(item, "name").orElseThrow(), YamlEntry.scalar(to.name()));
        }
        files.put(path, null);
        files.put(own ? beside(sqlAfter, to.name() + extension) : path, file.edited());
    }

    private static MappingNode entry(YamlText file, Place place) {
        return YamlNodes.named(YamlNodes.items(file.root(), place.mode().yamlKey()), place.name())
                .orElseThrow();
    }

    private static List<String> renamed(YamlText file, MappingNode item, String name) {
        return YamlEntry.renamed(
                file.lines(item), YamlNodes.scalar(item, "name").orElseThrow(), name);
    }

    private static String beside(String path, String fileName) {
        return path.substring(0, path.lastIndexOf('/') + 1) + fileName;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Files that are changed one after the other. */
    private static final class Files {
        private final Map<String, String> before;
        private final Map<String, String> now;

        Files(Map<String, String> before) {
            this.before = before;
            this.now = new TreeMap<>(before);
        }

        Map<String, String> now() {
            return now;
        }

        void put(String path, String text) {
            if (text == null) {
                now.remove(path);
            } else {
                now.put(path, text);
            }
        }

        String take(String path) {
            return now.remove(path);
        }

        void apply(Map<String, String> changes) {
            changes.forEach(this::put);
        }

        Map<String, String> changes() {
            Map<String, String> changes = new TreeMap<>();
            before.keySet().stream().filter(path -> !now.containsKey(path)).forEach(path -> changes.put(path, null));
            now.forEach((path, text) -> {
                if (!text.equals(before.get(path))) {
                    changes.put(path, text);
                }
            });
            return changes;
        }
    }
}
