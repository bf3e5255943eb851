package dev.intalgo.console.model;

import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.console.diagram.Edge;
import dev.intalgo.console.diagram.Node;
import dev.intalgo.people.ProjectModels.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What reads what in a project: tables, models, and models that read models. */
public final class Lineage {
    /** More than this nobody takes in at a glance. */
    static final int MOST = 60;

    private static final String REF = "ref.";

    private static final String SOURCE = "source.";

    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Set<String>> reads = new TreeMap<>();
    private final Map<String, Set<String>> readers = new TreeMap<>();

    public Lineage(Collection<Model> all) {
        all.forEach(model -> models.put(id(model), model));
        models.forEach((id, model) -> {
            reads.put(id, new TreeSet<>(model.reads()));
            model.reads()
                    .forEach(read ->
                            readers.computeIfAbsent(read, _ -> new TreeSet<>()).add(id));
        });
    }

    /** What others name it by; nothing can read an analysis. */
    private static String id(Model model) {
        return model.kind().equals("analysis") ? "analysis." + model.name() : REF + model.name();
    }

    /** The names of those that read a model. */
    List<String> readers(Model model) {
        return readers.getOrDefault(id(model), Set.of()).stream()
                .map(reader -> models.get(reader).name())
                .toList();
    }

    /** Some models with what each reads and what reads it; empty where that is too much to draw. */
    Optional<Diagram> of(Collection<Model> some, Pages pages) {
        Set<String> shown = new LinkedHashSet<>();
        some.forEach(model -> shown.addAll(neighbours(id(model))));
        return drawn("lineage", "What reads what", shown, "", pages);
    }

    /** A model with all that it comes from and all that comes from it, or its neighbours only where that is too much. */
    Optional<Diagram> around(Model model, Pages pages) {
        var title = "What %s reads, and what reads it".formatted(model.name());
        var id = id(model);
        Set<String> all = new LinkedHashSet<>(reached(id, reads));
        all.addAll(reached(id, readers));
        return drawn("lineage", title, all, id, pages).or(() -> drawn("lineage", title, neighbours(id), id, pages));
    }

    /** Models by their names, and the arrows between them alone. */
    public Optional<Diagram> among(Collection<String> names, String title, Pages pages) {
        Set<String> shown = new LinkedHashSet<>();
        names.stream().map(REF::concat).filter(models::containsKey).forEach(shown::add);
        return drawn("runs", title, shown, "", pages);
    }

    private Set<String> neighbours(String id) {
        Set<String> found = new LinkedHashSet<>(Set.of(id));
        found.addAll(reads.getOrDefault(id, Set.of()));
        found.addAll(readers.getOrDefault(id, Set.of()));
        return found;
    }

    private static Set<String> reached(String start, Map<String, Set<String>> next) {
        Set<String> seen = new LinkedHashSet<>(Set.of(start));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            next.getOrDefault(open.pop(), Set.of()).stream().filter(seen::add).forEach(open::push);
        }
        return seen;
    }

    private Optional<Diagram> drawn(String id, String title, Set<String> shown, String here, Pages pages) {
        if (shown.size() > MOST) {
            return Optional.empty();
        }
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (String one : shown) {
            nodes.add(node(one, one.equals(here), pages));
            reads.getOrDefault(one, Set.of()).forEach(read -> edges.add(new Edge(read, one)));
        }
        return Optional.of(Diagram.of(id, title, nodes, edges));
    }

    private Node node(String id, boolean here, Pages pages) {
        var model = models.get(id);
        if (model == null) {
            return id.startsWith(SOURCE)
                    ? table(id, id.substring(SOURCE.length()), pages)
                    : new Node(id, List.of(id.substring(REF.length()), "not in the project"), "", "source");
        }
        return new Node(
                id,
                List.of(model.name(), model.kind()),
                here ? "" : pages.model(model.name()),
                here ? "here" : model.kind());
    }

    private static Node table(String id, String name, Pages pages) {
        int dot = name.indexOf('.');
        return new Node(
                id, List.of(name, "table"), pages.table(name.substring(0, dot), name.substring(dot + 1)), "source");
    }
}
