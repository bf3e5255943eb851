package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads a graph out of dbt's manifest. */
final class ManifestReader {
    private static final Set<String> RUNNABLE = Set.of("model", "seed", "snapshot");
    private static final int LONGEST_TEXT = 2_000;

    private final JsonNode manifest;
    private final String project;
    private final SortedSet<String> selected = new TreeSet<>();
    private final Map<String, Set<String>> ancestors = new HashMap<>();

    ManifestReader(JsonNode manifest, Collection<String> selected) {
        this.manifest = manifest;
        this.project = manifest.path("metadata").path("project_name").asText();
        selected.stream().filter(this::runnable).forEach(this.selected::add);
    }

    Graph graph() {
        return new Graph(
                selected.stream().map(this::node).toList(),
                tests().filter(test -> model(test).isEmpty()).map(this::test).toList(),
                tests().map(this::check).toList());
    }

    private Graph.Node node(String id) {
        JsonNode node = manifest.path("nodes").path(id);
        return new Graph.Node(
                id,
                name(id),
                node.path("resource_type").asText(),
                selector(node),
                nearest(id, selected::contains),
                nearest(id, other -> runnable(other) || source(other)).stream()
                        .filter(parent -> !selected.contains(parent))
                        .map(this::name)
                        .toList(),
                texts(node.path("tags")).distinct().sorted().toList(),
                shortened(node.path("description").asText("")),
                shortened(question(node)),
                node.path("checksum").asText(""));
    }

    private Graph.Test test(String id) {
        return new Graph.Test(
                id,
                manifest.path("nodes").path(id).path("name").asText(),
                parents(id).filter(selected::contains).sorted().toList());
    }

    /** A test is about the node in whose pod it runs by itself; else about the one that it is written under. */
    private Graph.Check check(String id) {
        JsonNode test = manifest.path("nodes").path(id);
        List<String> parents =
                parents(id).filter(selected::contains).distinct().sorted().toList();
        String attached = test.path("attached_node").asText("");
        String node = model(id).orElse(parents.contains(attached) ? attached : parents.getFirst());
        return new Graph.Check(
                id,
                test.path("name").asText(),
                node,
                parents.stream().filter(parent -> !parent.equals(node)).toList());
    }

    /** Selected tests: those of which a parent is selected, as dbt itself has it. */
    private Stream<String> tests() {
        return StreamSupport.stream(manifest.path("nodes").properties().spliterator(), false)
                .filter(entry -> entry.getValue().path("resource_type").asText().equals("test"))
                .map(Map.Entry::getKey)
                .filter(id -> parents(id).anyMatch(selected::contains))
                .sorted();
    }

    /** The model with which dbt, told to build it alone, runs the test: all the test's other parents lead to it. */
    private Optional<String> model(String test) {
        List<String> parents = parents(test).toList();
        return parents.stream()
                .filter(selected::contains)
                .filter(model -> parents.stream()
                        .allMatch(parent ->
                                parent.equals(model) || ancestors(model).contains(parent)))
                .findFirst();
    }

    private Set<String> ancestors(String id) {
        Set<String> known = ancestors.get(id);
        if (known == null) {
            known = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(id));
            while (!open.isEmpty()) {
                parents(open.pop()).filter(known::add).forEach(open::push);
            }
            ancestors.put(id, known);
        }
        return known;
    }

    /** The nearest ancestors that are wanted, looking through those that are not. */
    private List<String> nearest(String id, Predicate<String> wanted) {
        SortedSet<String> found = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(parents(id).toList());
        while (!open.isEmpty()) {
            String ancestor = open.pop();
            if (!seen.add(ancestor)) {
                continue;
            }
            if (wanted.test(ancestor)) {
                found.add(ancestor);
            } else {
                parents(ancestor).forEach(open::push);
            }
        }
        return List.copyOf(found);
    }

    private Stream<String> parents(String id) {
        JsonNode mapped = manifest.path("parent_map").path(id);
        return texts(
                mapped.isArray()
                        ? mapped
                        : manifest.path("nodes").path(id).path("depends_on").path("nodes"));
    }

    /** Ephemeral models are not run: they are part of those that read them. */
    private boolean runnable(String id) {
        JsonNode node = manifest.path("nodes").path(id);
        return RUNNABLE.contains(node.path("resource_type").asText())
                && !node.path("config").path("materialized").asText().equals("ephemeral");
    }

    private boolean source(String id) {
        return manifest.path("sources").has(id);
    }

    private String name(String id) {
        JsonNode source = manifest.path("sources").path(id);
        JsonNode node = source.isObject() ? source : manifest.path("nodes").path(id);
        String inPackage = source.isObject()
                ? source.path("source_name").asText() + "."
                        + source.path("name").asText()
                : versioned(node);
        String owner = node.path("package_name").asText(project);
        return project.isEmpty() || owner.equals(project) ? inPackage : owner + "." + inPackage;
    }

    /** A name chooses the project's own node; one of a package needs its whole path, as names may meet there. */
    private String selector(JsonNode node) {
        boolean own = node.path("package_name").asText(project).equals(project);
        List<String> path = texts(node.path("fqn")).toList();
        return own || project.isEmpty() || path.isEmpty() ? versioned(node) : String.join(".", path);
    }

    private static String versioned(JsonNode node) {
        String name = node.path("name").asText();
        return node.hasNonNull("version") ? name + ".v" + node.path("version").asText() : name;
    }

    private static String question(JsonNode node) {
        String inConfig = node.at("/config/meta/intalgo/question").asText("");
        return inConfig.isEmpty() ? node.at("/meta/intalgo/question").asText("") : inConfig;
    }

    private static Stream<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText);
    }

    /** Cut at a whole character: half of a surrogate pair is no text. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
        return text.substring(0, end) + "…";
    }
}
