package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Definitions for Dagster 1.13: an asset for each model, a job and its schedule. Needs {@code dagster-k8s}, and no dbt.
 */
public final class Dagster implements Target {
    private static final int LONGEST = 100;

    @Override
    public String name() {
        return "dagster";
    }

    @Override
    public Map<String, String> files(Run run) {
        return Map.of(
                "definitions.py", Json.resource("dagster.py"),
                "graph.json", Json.text(new Assets(run).definitions()));
    }

    /** One run's assets, by unique id. */
    private static final class Assets {
        private final Run run;
        private final Map<String, List<String>> keys = new HashMap<>();

        Assets(Run run) {
            this.run = run;
            run.graph().nodes().forEach(node -> keys.put(node.uniqueId(), key(node.name())));
        }

        Definitions definitions() {
            boolean each = run.granularity() == Granularity.MODEL;
            return new Definitions(
                    Names.identifier(run.name(), LONGEST),
                    run.namespace(),
                    Names.identifier(run.project(), LONGEST),
                    run.commit(),
                    Schedules.fiveFields(run.schedule()),
                    run.timeZone(),
                    Markdown.of(run),
                    each ? PodTemplates.forOneModel(run.podTemplate()) : run.podTemplate(),
                    each ? steps() : whole(),
                    each ? run.graph().tests().stream().map(this::check).toList() : List.of());
        }

        private List<Step> whole() {
            List<Asset> all = run.graph().nodes().stream().map(this::asset).toList();
            return all.isEmpty()
                    ? List.of()
                    : List.of(new Step("dbt_build", run.selection().select(), all));
        }

        private List<Step> steps() {
            Set<String> taken = new HashSet<>();
            return run.graph().nodes().stream()
                    .map(node -> new Step(
                            Names.unique("dbt_" + Names.identifier(node.name(), LONGEST), taken),
                            List.of(node.select()),
                            List.of(asset(node))))
                    .toList();
        }

        private Asset asset(Graph.Node node) {
            Map<String, String> metadata = new TreeMap<>(Map.of("dbt_unique_id", node.uniqueId()));
            if (!node.question().isEmpty()) {
                metadata.put("question", node.question());
            }
            return new Asset(
                    keys.get(node.uniqueId()),
                    node.select(),
                    Stream.concat(
                                    node.dependsOn().stream().map(keys::get),
                                    node.upstream().stream().map(this::key))
                            .distinct()
                            .toList(),
                    Markdown.of(node),
                    node.tags(),
                    metadata);
        }

        private Check check(Graph.Test test) {
            List<List<String>> assets = test.dependsOn().stream().map(keys::get).toList();
            return new Check(
                    Names.identifier(test.name(), LONGEST),
                    test.name(),
                    assets.getFirst(),
                    assets.subList(1, assets.size()));
        }

        private List<String> key(String name) {
            return Stream.concat(Stream.of(run.namespace(), run.project()), Stream.of(name.split("\\.")))
                    .toList();
        }
    }

    /** What {@code dagster.py} reads. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Definitions(
            String name,
            String namespace,
            String group,
            String commit,
            String schedule,
            String timeZone,
            String description,
            JsonNode pod,
            List<Step> steps,
            List<Check> checks) {}

    private record Step(String name, List<String> select, List<Asset> assets) {}

    private record Asset(
            List<String> key,
            String select,
            List<List<String>> deps,
            String description,
            List<String> tags,
            Map<String, String> metadata) {}

    private record Check(String name, String select, List<String> asset, List<List<String>> others) {}
}
