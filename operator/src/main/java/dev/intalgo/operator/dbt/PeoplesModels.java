package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;

/** What people wrote that {@code ref()} can name: models in SQL and Python, seeds and snapshots, as their YAML says. */
public final class PeoplesModels {
    private static final Pattern SNAPSHOT = Pattern.compile("\\{%-?\\s*snapshot\\s+(\\w+)");
    private static final List<String> LISTS = List.of("models", "seeds", "snapshots");

    /** By the files themselves: a commit's are the same object for all who look at it. */
    private static final Cache<Map<String, String>, List<Model>> KNOWN =
            Caffeine.newBuilder().weakKeys().maximumSize(100).build();

    /**
     * One of them.
     *
     * @param columns those that its YAML lists, or the first line of a seed; empty where neither says
     */
    public record Model(String name, String description, List<ModelColumn> columns) {}

    private PeoplesModels() {}

    /** All of them, by name; answers and views that keep their earlier names are none. */
    public static List<Model> of(Map<String, String> files) {
        return KNOWN.get(files, PeoplesModels::read);
    }

    private static List<Model> read(Map<String, String> files) {
        Map<String, List<ModelColumn>> names = names(files);
        AnswerFiles.all(files).stream()
                .filter(answer -> answer.mode() == Mode.MODEL)
                .forEach(answer -> names.remove(answer.name()));
        names.keySet().removeAll(Aliases.all(files).keySet());
        Map<String, MappingNode> described = described(files);
        List<Model> models = new ArrayList<>();
        names.forEach((name, header) -> {
            MappingNode entry = described.get(name);
            List<ModelColumn> columns = entry == null ? List.of() : columns(entry);
            models.add(new Model(
                    name,
                    entry == null ? "" : text(entry, "description"),
                    // YAML often lists only the columns that have tests.
                    header.isEmpty() ? columns : merged(header, columns)));
        });
        return List.copyOf(models);
    }

    /** What there is, with the columns where the file itself says them. */
    private static Map<String, List<ModelColumn>> names(Map<String, String> files) {
        ProjectFile project = ProjectFile.of(files);
        Map<String, List<ModelColumn>> names = new TreeMap<>();
        files.forEach((path, text) -> {
            String file = path.substring(path.lastIndexOf('/') + 1);
            String name = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
            if ((path.endsWith(".sql") || path.endsWith(".py")) && ProjectFile.isIn(project.models(), path)) {
                names.put(name, List.of());
            } else if (path.endsWith(".csv") && ProjectFile.isIn(project.seeds(), path)) {
                names.put(name, header(text));
            } else if (path.endsWith(".sql") && ProjectFile.isIn(project.snapshots(), path)) {
                Matcher snapshot = SNAPSHOT.matcher(text);
                while (snapshot.find()) {
                    names.put(snapshot.group(1), List.of());
                }
            }
        });
        return names;
    }

    static List<ModelColumn> header(String csv) {
        String first = csv.lines().findFirst().orElse("").replace("\uFEFF", "");
        return first.contains("\"")
                ? List.of()
                : Arrays.stream(first.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(name -> new ModelColumn(name, "", ""))
                        .toList();
    }

    private static List<ModelColumn> merged(List<ModelColumn> header, List<ModelColumn> said) {
        Map<String, ModelColumn> columns = new LinkedHashMap<>();
        Stream.concat(header.stream(), said.stream()).forEach(column -> columns.put(column.name(), column));
        return List.copyOf(columns.values());
    }

    private static Map<String, MappingNode> described(Map<String, String> files) {
        ProjectFile project = ProjectFile.of(files);
        Map<String, MappingNode> described = new LinkedHashMap<>();
        new TreeMap<>(files).forEach((path, text) -> {
            boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
            boolean place = Stream.of(project.models(), project.seeds(), project.snapshots())
                    .anyMatch(folders -> ProjectFile.isIn(folders, path));
            if (yaml && place && LISTS.stream().anyMatch(list -> text.contains(list + ":"))) {
                YamlText.parse(text)
                        .ifPresent(file -> LISTS.stream()
                                .flatMap(list -> YamlNodes.items(file.root(), list).stream())
                                .forEach(entry -> described.putIfAbsent(text(entry, "name"), entry)));
            }
        });
        return described;
    }

    private static List<ModelColumn> columns(MappingNode entry) {
        return YamlNodes.items(entry, "columns").stream()
                .map(column ->
                        new ModelColumn(text(column, "name"), text(column, "data_type"), text(column, "description")))
                .filter(column -> !column.name().isEmpty())
                .toList();
    }

    private static String text(MappingNode entry, String key) {
        return YamlNodes.scalar(entry, key).orElse("");
    }
}
