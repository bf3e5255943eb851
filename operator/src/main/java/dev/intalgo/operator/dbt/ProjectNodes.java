package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.people.ProjectModels.Column;
import dev.intalgo.people.ProjectModels.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** All that {@code ref()} can name, whoever wrote it, and the analyses: with what each reads and what is said of it. */
public final class ProjectNodes {
    private static final Map<String, String> LISTS =
            Map.of("models", "model", "seeds", "seed", "snapshots", "snapshot", "analyses", "analysis");
    private static final Pattern LISTED =
            Pattern.compile("(?m)^[ \\t]*[\"']?(models|seeds|snapshots|analyses)[\"']?[ \\t]*:");
    private static final Pattern SNAPSHOT = Pattern.compile("\\{%-?\\s*snapshot\\s+(\\w+)");
    private static final Pattern MATERIALIZED = Pattern.compile("\\bmaterialized\\s*=\\s*[\"'](\\w+)[\"']");

    /** By the files themselves: a commit's are the same object for all who look at it. */
    private static final Cache<Map<String, String>, List<Model>> KNOWN =
            Caffeine.newBuilder().weakKeys().maximumSize(100).build();

    private final Map<String, String> files;
    private final ProjectFile project;
    /** What is said, by kind and name: {@code model orders}. */
    private final Map<String, MappingNode> described = new HashMap<>();

    private final Map<String, Answer> answers = new HashMap<>();
    private final Map<String, Model> found = new TreeMap<>();

    private ProjectNodes(Map<String, String> files) {
        this.files = files;
        this.project = ProjectFile.of(files);
        AnswerFiles.all(files).forEach(answer -> answers.put(kind(answer.mode()) + " " + answer.name(), answer));
    }

    /** By name; where a model and an analysis have the same, the model is first. */
    public static List<Model> of(Map<String, String> files) {
        return KNOWN.get(files, key -> new ProjectNodes(key).read());
    }

    private static String kind(Mode mode) {
        return mode == Mode.MODEL ? "model" : "analysis";
    }

    private List<Model> read() {
        Map<String, String> snapshots = new LinkedHashMap<>();
        new TreeMap<>(files).forEach((path, text) -> describe(path, text, snapshots));
        new TreeMap<>(files).forEach(this::take);
        snapshots.forEach((name, path) -> found.computeIfAbsent(name + " snapshot", _ -> inYaml(name, path)));
        return List.copyOf(found.values());
    }

    private void describe(String path, String text, Map<String, String> snapshots) {
        boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
        boolean place = Stream.of(project.models(), project.seeds(), project.snapshots(), project.analyses())
                .anyMatch(folders -> ProjectFile.isIn(folders, path));
        if (!yaml || !place || !LISTED.matcher(text).find()) {
            return;
        }
        // Whole, as YamlText leaves out what nobody has edited.
        if (Refs.composed(text) instanceof MappingNode root) {
            LISTS.forEach((list, kind) ->
                    YamlNodes.items(root, list).forEach(entry -> describe(kind, entry, path, snapshots)));
        }
    }

    private void describe(String kind, MappingNode entry, String path, Map<String, String> snapshots) {
        YamlNodes.scalar(entry, "name").ifPresent(name -> {
            described.putIfAbsent(kind + " " + name, entry);
            if (kind.equals("snapshot") && YamlNodes.get(entry, "relation").isPresent()) {
                snapshots.putIfAbsent(name, path);
            }
        });
    }

    private void take(String path, String text) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        String name = file.contains(".") ? file.substring(0, file.lastIndexOf('.')) : file;
        if ((path.endsWith(".sql") || path.endsWith(".py")) && ProjectFile.isIn(project.models(), path)) {
            add(name, "model", path, Calls.of(path, text));
        } else if (path.endsWith(".sql") && ProjectFile.isIn(project.analyses(), path)) {
            add(name, "analysis", path, Calls.of(path, text));
        } else if (path.endsWith(".csv") && ProjectFile.isIn(project.seeds(), path)) {
            add(name, "seed", path, List.of());
        } else if (path.endsWith(".sql") && ProjectFile.isIn(project.snapshots(), path)) {
            Matcher snapshot = SNAPSHOT.matcher(text);
            while (snapshot.find()) {
                add(snapshot.group(1), "snapshot", path, Calls.of(path, text));
            }
        }
    }

    private void add(String name, String kind, String path, List<String> reads) {
        found.computeIfAbsent(
                name + (kind.equals("analysis") ? " ~" : " ") + kind, _ -> model(name, kind, path, reads));
    }

    private Model inYaml(String name, String path) {
        String relation =
                YamlNodes.scalar(described.get("snapshot " + name), "relation").orElse("");
        return model(name, "snapshot", path, Calls.ofExpression(relation));
    }

    private Model model(String name, String kind, String path, List<String> reads) {
        Optional<MappingNode> entry = Optional.ofNullable(described.get(kind + " " + name));
        Optional<Answer> answer = Optional.ofNullable(answers.get(kind + " " + name));
        Optional<MappingNode> config = entry.flatMap(e -> YamlNodes.get(e, "config"))
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast);
        return new Model(
                name,
                kind,
                path,
                answer.map(a -> a.origin().object()).orElse(""),
                answer.map(Answer::question).orElse(""),
                entry.flatMap(e -> YamlNodes.scalar(e, "description"))
                        .orElse("")
                        .strip(),
                config.flatMap(c -> YamlNodes.scalar(c, "materialized")).orElseGet(() -> materialized(path)),
                Stream.concat(config.stream(), entry.stream())
                        .flatMap(node -> YamlNodes.get(node, "tags").stream())
                        .flatMap(ProjectNodes::texts)
                        .distinct()
                        .toList(),
                columns(name, kind, path, entry),
                entry.map(e -> TestEntries.in(e, name)).orElse(List.of()),
                reads);
    }

    private String materialized(String path) {
        Matcher said = MATERIALIZED.matcher(path.endsWith(".sql") ? files.get(path) : "");
        return said.find() ? said.group(1) : "";
    }

    private static Stream<String> texts(Node node) {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(YamlNodes::text)
                : Stream.of(YamlNodes.text(node));
    }

    /** Those of the YAML; those of a seed's first line that it leaves out come first. */
    private List<Column> columns(String name, String kind, String path, Optional<MappingNode> entry) {
        Map<String, Column> columns = new LinkedHashMap<>();
        if (kind.equals("seed")) {
            PeoplesModels.header(files.get(path))
                    .forEach(column -> columns.put(column.name(), new Column(column.name(), "", "", List.of())));
        }
        entry.map(e -> YamlNodes.items(e, "columns"))
                .orElse(List.of())
                .forEach(column -> YamlNodes.scalar(column, "name")
                        .ifPresent(it -> columns.put(
                                it,
                                new Column(
                                        it,
                                        YamlNodes.scalar(column, "data_type").orElse(""),
                                        YamlNodes.scalar(column, "description")
                                                .orElse("")
                                                .strip(),
                                        TestEntries.in(column, name + "_" + it)))));
        return List.copyOf(columns.values());
    }
}
