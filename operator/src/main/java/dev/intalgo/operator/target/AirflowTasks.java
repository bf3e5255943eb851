package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The tasks of a DAG, and the assets that they read and write. */
final class AirflowTasks {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_POD_NAME = 40;

    private final Run run;
    private final Map<String, Graph.Node> nodes = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    AirflowTasks(Run run) {
        this.run = run;
        for (Graph.Node node : run.graph().nodes()) {
            nodes.put(node.uniqueId(), node);
            ids.put(node.uniqueId(), Names.unique(Names.file(node.name(), LONGEST_ID), taken));
        }
    }

    List<Task> all() {
        return run.granularity() == Granularity.MODEL ? each() : List.of(whole());
    }

    private Task whole() {
        return new Task(
                "dbt_build",
                Names.label(run.name(), LONGEST_POD_NAME),
                "",
                Arguments.selection(run.selection()),
                List.of(),
                run.graph().nodes().stream()
                        .flatMap(node -> node.upstream().stream())
                        .distinct()
                        .sorted()
                        .map(run::uri)
                        .toList(),
                run.graph().nodes().stream().map(node -> run.uri(node.name())).toList());
    }

    /** A task for each node, and one for the tests between them. */
    private List<Task> each() {
        List<Task> tasks = new ArrayList<>();
        run.graph().nodes().forEach(node -> tasks.add(task(node)));
        if (!run.graph().tests().isEmpty()) {
            tasks.add(tests());
        }
        return tasks;
    }

    private Task task(Graph.Node node) {
        return new Task(
                ids.get(node.uniqueId()),
                Names.label(node.name(), LONGEST_POD_NAME),
                Markdown.of(node),
                Arguments.selection(Selection.of(List.of(node.select()))),
                upstream(node.dependsOn()),
                Stream.concat(node.upstream().stream().map(run::uri), uris(node.dependsOn()))
                        .toList(),
                List.of(run.uri(node.name())));
    }

    private Task tests() {
        List<Graph.Test> tests = run.graph().tests();
        List<String> parents = tests.stream()
                .flatMap(test -> test.dependsOn().stream())
                .distinct()
                .sorted()
                .toList();
        return new Task(
                Names.unique("tests", taken),
                "tests",
                "",
                Arguments.selection(
                        Selection.of(tests.stream().map(Graph.Test::name).toList())),
                upstream(parents),
                uris(parents).toList(),
                List.of());
    }

    private List<String> upstream(Collection<String> parents) {
        return parents.stream().map(ids::get).toList();
    }

    private Stream<String> uris(Collection<String> parents) {
        return parents.stream().map(nodes::get).map(node -> run.uri(node.name()));
    }

    /** What {@code airflow.py} reads of a task. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Task(
            String taskId,
            String podName,
            String docMd,
            List<String> selection,
            List<String> upstream,
            List<String> inlets,
            List<String> outlets) {}
}
