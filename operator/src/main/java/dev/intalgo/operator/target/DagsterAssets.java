package dev.intalgo.operator.target;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run's assets and checks. */
final class DagsterAssets {
    private static final int LONGEST = 100;
    private static final int CODE_VERSION = 16;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    /** What Dagster takes as a tag's name and as its value. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.-]{1,63}");

    private final Run run;
    private final DagsterSettings settings;
    private final boolean each;
    private final Map<String, String> names;
    private final Map<String, List<Graph.Check>> checks;
    private final Set<String> between;

    DagsterAssets(Run run, DagsterSettings settings) {
        this.run = run;
        this.settings = settings;
        this.each = run.granularity() == Granularity.MODEL;
        this.names = run.graph().nodes().stream().collect(Collectors.toMap(Graph.Node::uniqueId, Graph.Node::name));
        this.between =
                each ? run.graph().tests().stream().map(Graph.Test::uniqueId).collect(Collectors.toSet()) : Set.of();
        this.checks = run.graph().checks().stream().collect(Collectors.groupingBy(Graph.Check::node));
    }

    Definitions definitions() {
        // A partition's variables are known when it runs only.
        boolean partitioned = settings.partitions().isPresent();
        Run told = partitioned ? run.withOptions(run.options().withVariables(new TreeMap<>())) : run;
        List<Step> steps = steps();
        return new Definitions(
                Names.identifier(run.name(), LONGEST),
                run.namespace(),
                settings.keyPrefix().orElse(List.of(run.namespace(), run.project())),
                settings.group().orElse(Names.identifier(run.project(), LONGEST)),
                run.commit(),
                Schedules.fiveFields(run.schedule()),
                run.timeZone(),
                Markdown.of(run),
                owners(),
                tags(),
                settings.pool().orElse(null),
                new Attempts(
                        run.retry().retries(),
                        run.retry().delay().toSeconds(),
                        run.retry().timeout().toSeconds()),
                settings.partitions().map(this::partitions).orElse(null),
                Arguments.of(told),
                Arguments.of(told, Selection.of(List.of())),
                pod(),
                steps);
    }

    private Partitions partitions(DagsterSettings.Partitions partitions) {
        return new Partitions(
                partitions.every().name().toLowerCase(Locale.ROOT),
                partitions.start().toString(),
                run.options().variables());
    }

    /** Dagster only knows e-mail addresses and teams. */
    private List<String> owners() {
        String owner = run.owner();
        if (owner.isBlank()) {
            return List.of();
        }
        return List.of(EMAIL.matcher(owner).matches() || owner.matches("team:.+") ? owner : "team:" + owner);
    }

    /** Dagster's tags have values: {@code env:prod} is env with the value prod. */
    private Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        for (String tag : run.tags()) {
            String[] parts = tag.split(":", 2);
            if (Stream.of(parts).allMatch(part -> TAG.matcher(part).matches())) {
                tags.put(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
        return tags;
    }

    private JsonNode pod() {
        if (settings.flavour() == DagsterSettings.Flavour.IMAGE) {
            return null;
        }
        ObjectNode pod = (each ? PodTemplates.forOneModel(run.podTemplate()) : run.podTemplate()).deepCopy();
        pod.withObjectProperty("spec")
                .put("activeDeadlineSeconds", run.retry().timeout().toSeconds());
        return pod;
    }

    private List<Step> steps() {
        if (run.graph().nodes().isEmpty()) {
            return List.of();
        }
        if (!each) {
            return List.of(new Step(
                    "dbt_build",
                    true,
                    run.graph().nodes().stream().map(this::asset).toList()));
        }
        Set<String> taken = new HashSet<>();
        return run.graph().nodes().stream()
                .map(node -> new Step(
                        Names.unique("dbt_" + Names.identifier(node.name(), LONGEST), taken),
                        false,
                        List.of(asset(node))))
                .toList();
    }

    private Asset asset(Graph.Node node) {
        Set<String> taken = new HashSet<>();
        return new Asset(
                node.name(),
                node.uniqueId(),
                node.select(),
                Stream.concat(node.dependsOn().stream().map(names::get), node.upstream().stream())
                        .distinct()
                        .toList(),
                Markdown.of(node),
                node.question(),
                node.tags(),
                node.checksum().isEmpty() ? run.commit() : shortened(node.checksum()),
                checks.getOrDefault(node.uniqueId(), List.of()).stream()
                        .map(check -> check(check, taken))
                        .toList());
    }

    private static String shortened(String checksum) {
        return checksum.substring(0, Math.min(checksum.length(), CODE_VERSION));
    }

    private Check check(Graph.Check check, Set<String> taken) {
        String name = Names.unique(Names.identifier(check.name(), LONGEST), taken);
        return new Check(
                name,
                check.uniqueId(),
                name.equals(check.name()) ? null : check.name(),
                check.others().stream().map(names::get).toList(),
                between.contains(check.uniqueId()));
    }

    /** What {@code dagster.py} reads. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Definitions(
            String name,
            String namespace,
            List<String> prefix,
            String group,
            String commit,
            String schedule,
            String timeZone,
            String description,
            List<String> owners,
            Map<String, String> tags,
            String pool,
            Attempts attempts,
            Partitions partitions,
            List<String> whole,
            List<String> part,
            @JsonInclude(JsonInclude.Include.NON_NULL) JsonNode pod,
            List<Step> steps) {}

    private record Attempts(int retries, long delay, long timeout) {}

    private record Partitions(String every, String start, Map<String, Object> variables) {}

    /** What one op runs; whole: all of the selection, for as long as nobody chooses a part of it. */
    private record Step(String name, boolean whole, List<Asset> assets) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Asset(
            String name,
            String id,
            String select,
            List<String> deps,
            String description,
            String question,
            List<String> tags,
            String codeVersion,
            List<Check> checks) {}

    /** Between: in a pod of its own, once all that it looks at is built. Select: only where it is not the name. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private record Check(String name, String id, String select, List<String> others, boolean between) {}
}
