package dev.intalgo.operator.databricks;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the documentation of the Jobs API says of settings beyond their names and types. */
final class JobRules {
    private JobRules() {}

    /** The settings, if they keep the rules. */
    static JsonNode checked(JsonNode job) {
        require(!job.path("name").asText().isEmpty(), "a name");
        require(bytes(job.path("name")) <= 4096, "a name of at most 4096 bytes");
        require(bytes(job.path("description")) <= 27_700, "a description of at most 27700 bytes");
        require(job.path("tags").size() <= 25, "at most 25 tags");
        require(job.path("max_concurrent_runs").asInt() <= 1000, "at most 1000 concurrent runs");
        git(job.path("git_source"));
        if (job.has("schedule")) {
            schedule(job.path("schedule"));
        }
        require(job.path("tasks").size() == 1, "a task");
        job.path("tasks").forEach(task -> task(task, job));
        return job;
    }

    private static void git(JsonNode git) {
        require(git.path("git_url").asText().matches("https://[^@]+"), "a git_url by HTTPS without a user");
        require(git.hasNonNull("git_provider"), "a git_provider");
        require(
                Stream.of("git_branch", "git_tag", "git_commit")
                                .filter(git::has)
                                .count()
                        == 1,
                "one of git_branch, git_tag and git_commit");
    }

    private static void schedule(JsonNode schedule) {
        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ))
                .parse(schedule.path("quartz_cron_expression").asText())
                .validate();
        ZoneId.of(schedule.path("timezone_id").asText());
    }

    private static void task(JsonNode task, JsonNode job) {
        require(task.path("task_key").asText().matches("[\\w-]{1,100}"), "a task_key");
        var dbt = task.path("dbt_task");
        List<JsonNode> commands = list(dbt.path("commands"));
        require(!commands.isEmpty() && commands.size() <= 10, "one to ten commands");
        require(commands.stream().allMatch(command -> command.asText().startsWith("dbt ")), "commands of dbt");
        require(dbt.has("warehouse_id") || !dbt.has("catalog") && !dbt.has("schema"), "a warehouse for a catalog");
        var environments = list(job.path("environments")).stream()
                .map(environment -> environment.path("environment_key").asText())
                .toList();
        require(
                task.has("environment_key")
                        ? environments.contains(task.path("environment_key").asText())
                        : task.has("existing_cluster_id"),
                "an environment or a cluster");
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static int bytes(JsonNode text) {
        return text.asText().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void require(boolean kept, String what) {
        if (!kept) {
            throw new IllegalArgumentException("a job needs " + what);
        }
    }
}
