package dev.intalgo.operator.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.JobSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Where a job is not as it was written. What the workspace fills in itself is none. */
public final class Drift {
    private static final ObjectMapper MAPPER = SerDeUtils.createMapper();

    /** What changes when or what a job runs even if nothing was written of it. */
    private static final List<String> RUNS =
            List.of("schedule", "trigger", "continuous", "job_clusters", "environments", "parameters");

    private Drift() {}

    /** The fields that differ, as {@code schedule.quartz_cron_expression}, in order. */
    public static List<String> fields(JobSettings written, JobSettings actual) {
        JsonNode there = MAPPER.valueToTree(actual);
        JsonNode here = MAPPER.valueToTree(written);
        List<String> fields = new ArrayList<>();
        compare("", here, there, fields);
        RUNS.stream()
                .filter(name -> !here.has(name) && !there.path(name).isEmpty())
                .forEach(fields::add);
        return List.copyOf(fields);
    }

    private static void compare(String path, JsonNode written, JsonNode actual, List<String> fields) {
        if (written.isObject() && actual.isObject()) {
            written.properties()
                    .forEach(entry -> compare(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                            entry.getValue(),
                            actual.path(entry.getKey()),
                            fields));
        } else if (written.isArray() && actual.isArray() && written.size() == actual.size()) {
            for (int i = 0; i < written.size(); i++) {
                compare(path + "[" + i + "]", written.get(i), actual.get(i), fields);
            }
        } else if (!written.equals(actual) && !(actual.isMissingNode() && isDefault(written))) {
            fields.add(path);
        }
    }

    /** Whether a workspace may leave it out. */
    private static boolean isDefault(JsonNode value) {
        return value.isBoolean() && !value.booleanValue() || value.isNumber() && value.longValue() == 0;
    }
}
