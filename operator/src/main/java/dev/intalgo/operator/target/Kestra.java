package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A flow for Kestra 1 and later, with the plugin plugin-kubernetes: one pod runs the whole selection.
 *
 * @param flowNamespace Kestra's namespace, which is none of Kubernetes; empty: called like the Deployment's
 * @param disabled whether it waits
 */
public record Kestra(Optional<String> flowNamespace, boolean disabled) implements Target {
    private static final int LONGEST = 100;
    /** The start of a tag of Pebble, and a line's end that Pebble would swallow after one. */
    private static final Pattern BRACE = Pattern.compile("\\{(\\R?)");

    @Override
    public String name() {
        return "kestra";
    }

    @Override
    public Map<String, String> files(Run run) {
        return Map.of("flow.yaml", Yaml.text(flow(run)));
    }

    private ObjectNode flow(Run run) {
        ObjectNode flow = Json.object().put("id", Names.file(run.name(), LONGEST));
        flow.put("namespace", flowNamespace.orElse(run.namespace()));
        flow.put("description", Markdown.of(run));
        flow.put("disabled", disabled);
        ObjectNode labels = flow.putObject("labels");
        labels.put("intalgo", run.project()).put("commit", run.commit());
        if (!run.owner().isEmpty()) {
            labels.put("owner", run.owner());
        }
        flow.putObject("concurrency").put("limit", 1).put("behavior", "CANCEL");
        flow.putArray("tasks").add(task(run));
        if (run.schedule() != null) {
            flow.putArray("triggers")
                    .addObject()
                    .put("id", "schedule")
                    .put("type", "io.kestra.plugin.core.trigger.Schedule")
                    .put("cron", Schedules.fiveFields(run.schedule()))
                    .put("timezone", run.timeZone());
        }
        return flow;
    }

    private static ObjectNode task(Run run) {
        ObjectNode task =
                Json.object().put("id", "dbt_build").put("type", "io.kestra.plugin.kubernetes.core.PodCreate");
        task.put("namespace", run.namespace());
        task.set("metadata", PodTexts.map(run.podTemplate().path("metadata"), Kestra::text));
        task.set("spec", spec(run));
        String timeout = run.retry().timeout().toString();
        task.put("waitRunning", timeout).put("timeout", timeout);
        if (run.retry().retries() > 0) {
            task.putObject("retry")
                    .put("type", "constant")
                    .put("maxAttempts", run.retry().retries() + 1)
                    .put("interval", run.retry().delay().toString());
        }
        return task;
    }

    private static JsonNode spec(Run run) {
        ObjectNode template = (ObjectNode) PodTexts.map(run.wholePodTemplate(), Kestra::text);
        ObjectNode container = PodTemplates.container(template);
        ArrayNode env = container.withArray("env");
        env.insertObject(0).put("name", "INTALGO_RUN_ID").put("value", "{{ execution.id }}");
        return template.path("spec");
    }

    /** A text that comes out of Pebble as it went in. */
    private static String text(String text) {
        return BRACE.matcher(text).replaceAll("{{ \"{$1\" }}");
    }
}
