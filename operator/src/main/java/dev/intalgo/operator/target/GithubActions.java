package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A workflow for GitHub Actions, which fetches the commit and runs dbt in the runner's image.
 *
 * @param runsOn the label of the machines that run it
 * @param environment GitHub's environment, whose secrets and rules it then has
 * @param image the image, where GitHub cannot pull the cluster's
 */
public record GithubActions(String runsOn, Optional<String> environment, Optional<String> image) implements Target {
    private static final int LONGEST = 100;
    private static final String REPOSITORY = Script.FOLDER + "/repository";

    @Override
    public String name() {
        return "github-actions";
    }

    @Override
    public Map<String, String> files(Run run) {
        return Map.of(Names.file("intalgo-" + run.name(), LONGEST) + ".yml", Yaml.text(workflow(run)));
    }

    private ObjectNode workflow(Run run) {
        ObjectNode workflow = Json.object().put("name", "Intalgo " + run.name());
        ObjectNode on = workflow.putObject("on");
        if (run.schedule() != null) {
            on.putArray("schedule")
                    .addObject()
                    .put("cron", Schedules.fiveFields(run.schedule()))
                    .put("timezone", run.timeZone());
        }
        on.putObject("workflow_dispatch")
                .putObject("inputs")
                .putObject("full_refresh")
                .put("description", "Build incremental models and seeds anew")
                .put("type", "boolean")
                .put("default", false);
        workflow.putObject("permissions").put("contents", "read");
        workflow.putObject("concurrency")
                .put("group", "intalgo-" + run.namespace() + "-" + run.name())
                .put("cancel-in-progress", false);
        workflow.putObject("jobs").set("dbt", job(run));
        return workflow;
    }

    private ObjectNode job(Run run) {
        ObjectNode job = Json.object().put("runs-on", runsOn);
        environment.ifPresent(name -> job.put("environment", name));
        job.put("timeout-minutes", minutes(run.retry()));
        job.putObject("container")
                .put(
                        "image",
                        text(image.orElse(PodTemplates.container(run.podTemplate())
                                .path("image")
                                .asText())));
        ObjectNode env = job.putObject("env");
        env.put("DBT_PROFILES_DIR", Script.PROFILES).put("DBT_TARGET_PATH", Script.FOLDER + "/target");
        env.put("DBT_LOG_PATH", Script.FOLDER + "/logs");
        env.put(Script.PROFILE, text(run.outside().profilesYml().orElseThrow()));
        env.put(Script.FULL_REFRESH, "${{ inputs.full_refresh }}");
        Variables.secrets(run).forEach(name -> env.put(name, "${{ secrets." + name + " }}"));
        ArrayNode steps = job.putArray("steps");
        ObjectNode fetch = step(steps, "Fetch the commit", fetch(run));
        fetch.putObject("env").put("GITHUB_TOKEN", "${{ github.token }}");
        step(steps, "dbt build", build(run));
        return job;
    }

    private static ObjectNode step(ArrayNode steps, String name, List<String> lines) {
        return steps.addObject()
                .put("name", name)
                .put("shell", "bash")
                .put("run", text(String.join("\n", lines)) + "\n");
    }

    /**
     * By git, not by an action: those need leave where only some are allowed, or only such as are pinned, and a folder
     * of GitHub's that the image's user may write. The token is in no file and no later step.
     */
    private static List<String> fetch(Run run) {
        Stream<String> commits = Stream.concat(
                Stream.of(run.commit()),
                run.options().state().filter(state -> !state.equals(Options.NOTHING)).stream());
        return List.of(
                "git init --quiet " + REPOSITORY,
                "cd " + REPOSITORY,
                "git -c credential.helper='!f() { echo username=x-access-token; printf password=; printenv GITHUB_TOKEN; }; f' \\",
                "  fetch --quiet --depth 1 \"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY\" "
                        + commits.distinct().collect(Collectors.joining(" ")),
                "git checkout --quiet " + run.commit());
    }

    private static List<String> build(Run run) {
        List<String> lines = new ArrayList<>(Script.checks(run));
        lines.addAll(Script.profile());
        lines.add("cd " + REPOSITORY);
        run.options().state().ifPresent(commit -> lines.addAll(Script.stateFiles(run, commit)));
        String path = run.outside().path();
        if (!path.isEmpty()) {
            lines.add(Script.line(List.of("cd", path)));
        }
        lines.addAll(Script.dbt(run));
        return lines;
    }

    private static long minutes(Retry retry) {
        Duration all = retry.timeout()
                .multipliedBy(retry.retries() + 1L)
                .plus(retry.delay().multipliedBy(retry.retries()));
        return all.toMinutes() + 5;
    }

    /** A text in which GitHub sees no expression of its own. */
    private static String text(String text) {
        return text.replace("${{", "${{ '${{' }}");
    }
}
