package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A DAG for Airflow 2.11 and 3, in files that load as they are from a ConfigMap mounted into the DAG folder. Needs
 * the provider {@code apache-airflow-providers-cncf-kubernetes}.
 */
public final class Airflow implements Target {
    /** Airflow takes 250; the DAG's id is also the name of its files. */
    private static final int LONGEST_ID = 200;

    private static final int LONGEST_TAG = 100;
    private static final int LONGEST_POD_NAME = 40;

    /** The DAG's id. A namespace has no {@code _}, so that no two Deployments have the same. */
    public static String dagId(String namespace, String name) {
        return Names.file(namespace + "__" + name, LONGEST_ID);
    }

    @Override
    public String name() {
        return "airflow";
    }

    @Override
    public Map<String, String> files(Run run) {
        String id = dagId(run.namespace(), run.name());
        return Map.of(
                id + ".py",
                Json.resource("airflow.py"),
                id + ".json",
                Json.text(dag(id, run)),
                ".airflowignore",
                Json.resource("airflowignore"));
    }

    private static Dag dag(String id, Run run) {
        boolean each = run.granularity() == Granularity.MODEL;
        return new Dag(
                id,
                "dbt project " + run.project() + " at " + run.commit().substring(0, 12),
                Markdown.of(run),
                Schedules.fiveFields(run.schedule()),
                run.timeZone(),
                tags(run),
                pod(each ? PodTemplates.forOneModel(run.podTemplate()) : run.podTemplate(), run.namespace()),
                each ? new Tasks(run).each() : List.of(whole(run)));
    }

    private static Task whole(Run run) {
        return new Task(
                "dbt_build",
                Names.label(run.name(), LONGEST_POD_NAME),
                "",
                run.arguments(),
                List.of(),
                run.graph().nodes().stream().map(node -> uri(run, node)).toList());
    }

    private static Set<String> tags(Run run) {
        return new TreeSet<>(Stream.concat(
                        Stream.of("intalgo", run.project()),
                        run.graph().nodes().stream().flatMap(node -> node.tags().stream()))
                .filter(tag -> !tag.isBlank() && tag.length() <= LONGEST_TAG)
                .toList());
    }

    private static JsonNode pod(JsonNode template, String namespace) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        pod.setAll((ObjectNode) template.deepCopy());
        pod.withObjectProperty("metadata").put("namespace", namespace);
        return pod;
    }

    private static String uri(Run run, Graph.Node node) {
        return "intalgo://"
                + Stream.of(run.namespace(), run.project(), node.name())
                        .map(Names::segment)
                        .reduce((a, b) -> a + "/" + b)
                        .orElseThrow();
    }

    /** A task for each node, and one for the tests between them. */
    private static final class Tasks {
        private final Run run;
        private final Map<String, String> ids = new HashMap<>();
        private final Set<String> taken = new HashSet<>();

        Tasks(Run run) {
            this.run = run;
            for (Graph.Node node : run.graph().nodes()) {
                ids.put(node.uniqueId(), Names.unique(Names.file(node.name(), LONGEST_ID), taken));
            }
        }

        List<Task> each() {
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
                    Arguments.of(run, Selection.of(List.of(node.select()))),
                    node.dependsOn().stream().map(ids::get).toList(),
                    List.of(uri(run, node)));
        }

        private Task tests() {
            List<Graph.Test> tests = run.graph().tests();
            return new Task(
                    Names.unique("tests", taken),
                    "tests",
                    "",
                    Arguments.of(
                            run,
                            Selection.of(tests.stream().map(Graph.Test::name).toList())),
                    tests.stream()
                            .flatMap(test -> test.dependsOn().stream())
                            .map(ids::get)
                            .distinct()
                            .sorted()
                            .toList(),
                    List.of());
        }
    }

    /** What {@code airflow.py} reads. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Dag(
            String dagId,
            String description,
            String docMd,
            String schedule,
            String timeZone,
            Set<String> tags,
            JsonNode pod,
            List<Task> tasks) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record Task(
            String taskId,
            String podName,
            String docMd,
            List<String> arguments,
            List<String> upstream,
            List<String> outlets) {}
}
