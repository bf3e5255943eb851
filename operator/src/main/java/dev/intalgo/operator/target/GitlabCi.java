package dev.intalgo.operator.target;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job for GitLab CI, to be included. It runs where a pipeline has the variable INTALGO_DEPLOYMENT, by which its
 * schedule, which is no file but an object of GitLab's, names it.
 *
 * @param runnerTags the tags of the runners that may run it
 * @param environment GitLab's environment, whose variables it then has
 * @param image the image, where GitLab's runners cannot pull the cluster's
 */
public record GitlabCi(List<String> runnerTags, Optional<String> environment, Optional<String> image)
        implements Target {
    private static final int LONGEST = 100;

    public GitlabCi {
        runnerTags = List.copyOf(runnerTags);
    }

    @Override
    public String name() {
        return "gitlab-ci";
    }

    @Override
    public Map<String, String> files(Run run) {
        String name = Names.file("intalgo-" + run.name(), LONGEST);
        ObjectNode file = Json.object();
        file.set(name, job(run));
        return Map.of(name + ".yml", Yaml.text(file) + schedule(run));
    }

    private ObjectNode job(Run run) {
        ObjectNode job = Json.object();
        ObjectNode container = job.putObject("image");
        container.put(
                "name",
                image.orElse(
                        PodTemplates.container(run.podTemplate()).path("image").asText()));
        container.putArray("entrypoint").add("");
        job.putArray("rules").addObject().put("if", "$INTALGO_DEPLOYMENT == \"" + id(run) + "\"");
        if (!runnerTags.isEmpty()) {
            runnerTags.forEach(job.putArray("tags")::add);
        }
        environment.ifPresent(
                name -> job.putObject("environment").put("name", name).put("action", "access"));
        job.put("resource_group", "intalgo-" + run.namespace() + "-" + run.name());
        long seconds = run.retry().timeout().toSeconds() * (run.retry().retries() + 1L)
                + run.retry().delay().toSeconds() * run.retry().retries();
        job.put("timeout", seconds + 300 + " seconds");
        ObjectNode variables = job.putObject("variables");
        variables.put("GIT_DEPTH", "0").put("DBT_PROFILES_DIR", Script.PROFILES);
        variables.put("DBT_TARGET_PATH", Script.FOLDER + "/target").put("DBT_LOG_PATH", Script.FOLDER + "/logs");
        variables
                .putObject(Script.PROFILE)
                .put("value", run.outside().profilesYml().orElseThrow())
                .put("expand", false);
        ArrayNode script = job.putArray("script");
        script.add(String.join("\n", lines(run)) + "\n");
        return job;
    }

    /** GitLab checks out the branch, in a folder that is not the image's user's: the commit goes into another. */
    private static List<String> lines(Run run) {
        String project = Script.FOLDER + "/project";
        List<String> lines = new ArrayList<>();
        lines.add("set -e");
        lines.addAll(Script.checks(run));
        lines.addAll(Script.profile());
        lines.add("mkdir -p " + project);
        lines.add(Script.files(run.commit(), project));
        run.options().state().ifPresent(commit -> lines.addAll(Script.stateFiles(run, commit)));
        lines.add(Script.line(List.of("cd", project + "/" + run.outside().path())));
        lines.addAll(Script.dbt(run));
        return lines;
    }

    private static String id(Run run) {
        return run.namespace() + "/" + run.name();
    }

    /** How to make the schedule: by hand, once. */
    private static String schedule(Run run) {
        if (run.schedule() == null) {
            return "";
        }
        return """
                # Its schedule, made once by the project's owner:
                # glab schedule create --ref %s --description '%s' --cron '%s' --cronTimeZone '%s' \\
                #   --variable 'INTALGO_DEPLOYMENT:%s'
                """.formatted(
                        run.outside().remote().map(Outside.Remote::branch).orElse("main"),
                        run.name(),
                        Schedules.fiveFields(run.schedule()),
                        run.timeZone(),
                        id(run));
    }
}
