package dev.intalgo.operator.databricks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What dbt did in a run, by the file run_results.json that it wrote.
 *
 * @param built how many models, seeds and snapshots were built
 * @param passed how many tests passed
 * @param failed the names of models and tests that failed, at most {@value #MOST_FAILED}
 * @param message the first of them, with what dbt says of it; empty where none failed
 */
public record RunResults(int built, int passed, List<String> failed, String message) {
    static final int MOST_FAILED = 50;

    private static final Set<String> BUILT = Set.of("model", "seed", "snapshot");
    private static final Set<String> BROKEN = Set.of("error", "fail", "runtime error");
    private static final Set<String> PASSED = Set.of("pass", "warn");

    public RunResults {
        failed = List.copyOf(failed);
    }

    static RunResults of(JsonNode file) {
        int built = 0;
        int passed = 0;
        String message = "";
        List<String> failed = new ArrayList<>();
        for (JsonNode result : file.path("results")) {
            // Such as model.shop.totals, or test.shop.not_null_totals_id.5e1f0a2b3c.
            String[] id = result.path("unique_id").asText().split("\\.", 4);
            String status = result.path("status").asText();
            String name = id[Math.min(2, id.length - 1)];
            if (BROKEN.contains(status)) {
                failed.add(name);
                message =
                        message.isEmpty() ? name + ": " + result.path("message").asText() : message;
            }
            built += BUILT.contains(id[0]) && status.equals("success") ? 1 : 0;
            passed += PASSED.contains(status) ? 1 : 0;
        }
        return new RunResults(
                built, passed, failed.stream().distinct().limit(MOST_FAILED).toList(), message);
    }
}
