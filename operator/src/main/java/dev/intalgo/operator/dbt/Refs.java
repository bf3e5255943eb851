package dev.intalgo.operator.dbt;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The calls of {@code ref()} in a dbt project, where dbt would make them: in Jinja, in YAML that names a relation, and in
 * Python models; with a package and a version or without. Comments of Jinja and YAML, other text and what Jinja makes up
 * as it runs are left alone.
 */
final class Refs {
    static final String QUOTE = "(?:\\\\?[\"']|'')";
    static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'";
    /** A call, or a string, which hides what looks like one. */
    private static final Pattern CALL = Pattern.compile("(?<![\\w.])(?:builtins\\.|dbt\\.)?ref\\s*\\(\\s*" + QUOTE
            + "(?<first>[^\"'\\\\]+)" + QUOTE + "\\s*(?:,\\s*" + QUOTE + "(?<second>[^\"'\\\\]+)" + QUOTE
            + "\\s*)?(?=[,)])|" + STRING);

    static final Pattern JINJA = Pattern.compile("(?s)\\{#.*?#\\}|\\{%-?\\s*raw\\s*-?%\\}.*?\\{%-?\\s*endraw\\s*-?%\\}"
            + "|(?<code>\\{\\{(?:[^\"'}]++|" + STRING + "|\\}(?!\\})|[\"'])*+\\}\\}"
            + "|\\{%(?:[^\"'%]++|" + STRING + "|%(?!\\})|[\"'])*+%\\})");
    static final Pattern PYTHON = Pattern.compile("(?m)#.*$|(?<code>(?:[^#\"'\\n]++|" + STRING + "|[\"'])++)");
    private static final Pattern WHOLE = Pattern.compile("\\s*ref\\s*\\(.*\\)\\s*", Pattern.DOTALL);

    private static final Pattern CALLED = Pattern.compile("\\bref\\s*\\(|unit_tests");

    private Refs() {}

    /** Where a model is named in a file's text: from, and up to. */
    private record Place(int from, int to) {}

    /** The files that name the model, and their text with another name for it. */
    static Map<String, String> renamed(String from, String to, Map<String, String> files) {
        Map<String, String> changed = new TreeMap<>();
        String project = ProjectFile.of(files).name();
        files.forEach((path, text) -> {
            List<Place> places = places(path, text, from, project);
            if (!places.isEmpty()) {
                changed.put(path, replaced(text, places, to));
            }
        });
        return changed;
    }

    /** The paths of the files that name the model. */
    static List<String> readers(String model, Map<String, String> files) {
        String project = ProjectFile.of(files).name();
        return files.entrySet().stream()
                .filter(file ->
                        !places(file.getKey(), file.getValue(), model, project).isEmpty())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String replaced(String text, List<Place> places, String name) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Place place : places) {
            out.append(text, at, place.from()).append(name);
            at = place.to();
        }
        return out.append(text, at, text.length()).toString();
    }

    private static List<Place> places(String path, String text, String model, String project) {
        if (!text.contains(model)) {
            return List.of();
        }
        if (path.endsWith(".yml") || path.endsWith(".yaml")) {
            return CALLED.matcher(text).find() ? inYaml(text, model, project) : List.of();
        }
        if (path.endsWith(".sql") || path.endsWith(".md")) {
            return inCode(JINJA, text, 0, text.length(), named(model, project));
        }
        return path.endsWith(".py") ? inCode(PYTHON, text, 0, text.length(), named(model, project)) : List.of();
    }

    private static Predicate<Matcher> named(String model, String project) {
        return call -> call.group("second") == null
                ? model.equals(call.group("first"))
                : model.equals(call.group("second")) && project.equals(call.group("first"));
    }

    private static List<Place> inCode(Pattern blocks, String text, int from, int to, Predicate<Matcher> wanted) {
        List<Place> found = new ArrayList<>();
        Matcher block = blocks.matcher(text).region(from, to);
        while (block.find()) {
            if (block.group("code") != null) {
                found.addAll(calls(text, block.start(), block.end(), wanted));
            }
        }
        return found;
    }

    private static List<Place> calls(String text, int from, int to, Predicate<Matcher> wanted) {
        List<Place> found = new ArrayList<>();
        Matcher call = CALL.matcher(text).region(from, to).useTransparentBounds(true);
        while (call.find()) {
            if (call.group("first") != null && wanted.test(call)) {
                String group = call.group("second") == null ? "first" : "second";
                found.add(new Place(call.start(group), call.end(group)));
            }
        }
        return found;
    }

    private static List<Place> inYaml(String text, String model, String project) {
        Node root = composed(text);
        Set<Place> found = new TreeSet<>(Comparator.comparingInt(Place::from));
        List<ScalarNode> scalars = new ArrayList<>();
        scalars(root, scalars);
        for (ScalarNode scalar : scalars) {
            if (scalar.getValue().contains(model)) {
                found.addAll(inScalar(text, scalar, named(model, project)));
            }
        }
        if (root instanceof MappingNode mapping) {
            YamlNodes.items(mapping, "unit_tests").stream()
                    .flatMap(test -> YamlNodes.get(test, "model").stream())
                    .filter(node -> YamlNodes.text(node).equals(model))
                    .map(node -> text.indexOf(model, start(text, node)))
                    .forEach(from -> found.add(new Place(from, from + model.length())));
        }
        return List.copyOf(found);
    }

    private static int start(String text, Node node) {
        return text.offsetByCodePoints(0, node.getStartMark().getIndex());
    }

    private static List<Place> inScalar(String text, ScalarNode scalar, Predicate<Matcher> wanted) {
        int from = start(text, scalar);
        int to = text.offsetByCodePoints(
                from, scalar.getEndMark().getIndex() - scalar.getStartMark().getIndex());
        if (!WHOLE.matcher(scalar.getValue()).matches()) {
            return inCode(JINJA, text, from, to, wanted);
        }
        // Past the scalar's own quote, which would hide the call as a string.
        return calls(text, text.indexOf("ref", from), to, wanted);
    }

    /** The file's nodes; null where it is no YAML. */
    static Node composed(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(YamlText.LARGEST);
        try {
            return new Yaml(options).compose(new StringReader(text));
        } catch (YAMLException e) {
            return null; // dbt says what is wrong with it
        }
    }

    private static void scalars(Node node, List<ScalarNode> found) {
        switch (node) {
            case ScalarNode scalar -> found.add(scalar);
            case SequenceNode list -> list.getValue().forEach(item -> scalars(item, found));
            case MappingNode mapping ->
                mapping.getValue().forEach(tuple -> {
                    scalars(tuple.getKeyNode(), found);
                    scalars(tuple.getValueNode(), found);
                });
            case null, default -> {}
        }
    }
}
