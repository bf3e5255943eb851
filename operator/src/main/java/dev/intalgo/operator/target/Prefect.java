package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A flow for Prefect 3, which runs the pod, and its deployment. Needs the Python package kubernetes.
 *
 * @param workPool the work pool that runs the flow
 * @param paused whether its schedule waits
 */
public record Prefect(String workPool, boolean paused) implements Target {
    private static final int LONGEST = 100;
    private static final String FLOW = "flow.py";

    @Override
    public String name() {
        return "prefect";
    }

    @Override
    public Map<String, String> files(Run run) {
        Map<String, String> files = new TreeMap<>(Pieces.of("run.json", Json.text(flow(run))));
        files.put("prefect.yaml", Yaml.text(deployment(run)));
        files.put(FLOW, Json.resource("prefect.py"));
        return files;
    }

    private ObjectNode deployment(Run run) {
        ObjectNode file = Json.object().put("name", run.project());
        ObjectNode deployment = file.putArray("deployments").addObject();
        deployment
                .put("name", run.name())
                .put("entrypoint", FLOW + ":dbt_build")
                .put("version", run.commit());
        deployment.putArray("tags").add("intalgo").add(run.project());
        run.tags().forEach(deployment.withArray("tags")::add);
        deployment.putObject("work_pool").put("name", workPool);
        deployment.putObject("concurrency_limit").put("limit", 1).put("collision_strategy", "CANCEL_NEW");
        if (run.schedule() != null) {
            deployment
                    .putArray("schedules")
                    .addObject()
                    .put("cron", Schedules.fiveFields(run.schedule()))
                    .put("timezone", run.timeZone())
                    .put("active", !paused);
        }
        return file;
    }

    private static Flow flow(Run run) {
        ObjectNode pod = (ObjectNode) run.wholePodTemplate().deepCopy();
        ((ObjectNode) pod.path("spec"))
                .put("activeDeadlineSeconds", run.retry().timeout().toSeconds());
        return new Flow(
                Names.identifier(run.namespace() + "__" + run.name(), LONGEST),
                Names.label(run.name(), LONGEST),
                Markdown.of(run),
                run.namespace(),
                pod,
                run.retry().retries(),
                run.retry().delay().toSeconds(),
                run.graph().nodes().stream().map(node -> asset(run, node)).toList(),
                run.graph().nodes().stream()
                        .flatMap(node -> node.upstream().stream())
                        .distinct()
                        .sorted()
                        .map(name -> run.uri(name))
                        .toList());
    }

    private static Asset asset(Run run, Graph.Node node) {
        return new Asset(run.uri(node.name()), node.name(), Markdown.of(node));
    }

    /** What {@code prefect.py} reads. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Flow(
            String flow,
            String podName,
            String description,
            String namespace,
            JsonNode pod,
            int retries,
            long retryDelaySeconds,
            List<Asset> assets,
            List<String> upstream) {}

    private record Asset(String key, String name, String description) {}
}
