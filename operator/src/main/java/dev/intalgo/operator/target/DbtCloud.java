package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A job of dbt Cloud, as the tool dbt-jobs-as-code takes it. dbt Cloud runs its environment's branch: no job can be
 * pinned to a commit.
 *
 * @param account dbt Cloud's number of the account
 * @param project its number of the project
 * @param environment its number of the environment, which has the credentials
 */
public record DbtCloud(long account, long project, long environment) implements Target {
    private static final int LONGEST = 100;
    private static final int LONGEST_DESCRIPTION = 255;

    @Override
    public String name() {
        return "dbt-cloud";
    }

    /** Whether it is at the same time of the day there as in dbt Cloud, which knows UTC only, all year. */
    public static boolean isUtc(String timeZone) {
        var rules = ZoneId.of(timeZone).getRules();
        return rules.isFixedOffset() && rules.getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    }

    @Override
    public Map<String, String> files(Run run) {
        ObjectNode file = Json.object();
        file.putObject("jobs").set(Names.identifier(run.name(), LONGEST), job(run));
        return Map.of("jobs.yml", unseen(Yaml.quoted(file)));
    }

    private ObjectNode job(Run run) {
        ObjectNode job = Json.object().put("account_id", account);
        job.put("project_id", project).put("environment_id", environment);
        job.put("name", "Intalgo " + run.namespace() + " " + run.name());
        job.put("description", description(run));
        job.putObject("settings")
                .put("threads", run.options().threads().orElse(4))
                .put("target_name", run.outside().target().orElse("default"));
        job.putObject("execution").put("timeout_seconds", run.retry().timeout().toSeconds());
        job.put("run_generate_sources", false).put("generate_docs", false);
        job.put("job_type", run.schedule() == null ? "other" : "scheduled");
        job.putArray("execute_steps").add(Script.line(build(run)));
        if (run.options().state().isPresent()) {
            job.put("deferring_environment_id", environment);
        }
        job.putObject("triggers")
                .put("schedule", run.schedule() != null)
                .put("github_webhook", false)
                .put("git_provider_webhook", false)
                .put("on_merge", false);
        // Wanted also where the trigger is off.
        job.putObject("schedule")
                .put("cron", run.schedule() == null ? "0 0 * * *" : Schedules.fiveFields(run.schedule()));
        return job;
    }

    private static List<String> build(Run run) {
        List<String> command = new ArrayList<>(List.of("dbt", "build"));
        command.addAll(Commands.arguments(run));
        return command;
    }

    private static String description(Run run) {
        String text = "dbt project " + run.project() + ", tested at commit " + run.commit() + ". Made by Intalgo.";
        return text.substring(0, Math.min(text.length(), LONGEST_DESCRIPTION));
    }

    /** The same YAML, in which the tool sees no template: it looks for such before it reads the YAML. */
    private static String unseen(String yaml) {
        return yaml.replaceAll("\\{(?=[{%#])", "\\\\x7B");
    }
}
