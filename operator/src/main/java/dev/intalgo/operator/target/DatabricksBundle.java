package dev.intalgo.operator.target;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A Databricks Asset Bundle with the job, for {@code databricks bundle deploy}. Its project is in Git. */
public final class DatabricksBundle implements Target {
    private static final int LONGEST = 100;
    private static final ObjectMapper SDK = SerDeUtils.createMapper();
    private final DatabricksPlan plan;

    public DatabricksBundle(DatabricksPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "databricks";
    }

    @Override
    public Map<String, String> files(Run run) {
        String key = Names.identifier(run.name(), LONGEST);
        ObjectNode bundle = Json.object();
        bundle.putObject("bundle").put("name", Names.identifier(run.namespace() + "_" + run.name(), LONGEST));
        ObjectNode target = bundle.putObject("targets").putObject(plan.environment());
        target.put("default", true).putObject("workspace").put("host", plan.host());
        ObjectNode jobs = bundle.putObject("resources").putObject("jobs");
        jobs.set(key, literal(SDK.valueToTree(DatabricksJob.settings(run, plan))));
        return Map.of("databricks.yml", Yaml.quoted(bundle));
    }

    /** The same without anything that a bundle would put a value in for. */
    private static JsonNode literal(JsonNode node) {
        switch (node) {
            case ObjectNode object -> object.properties().forEach(entry -> entry.setValue(literal(entry.getValue())));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, literal(array.get(i)));
                }
            }
            case JsonNode other
            when other.isTextual() -> {
                return other.textValue().contains("${")
                        ? SDK.getNodeFactory().textNode(other.textValue().replace("${", "$ {"))
                        : other;
            }
            default -> {}
        }
        return node;
    }
}
