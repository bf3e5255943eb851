package dev.intalgo.operator.target;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What any other platform needs to run the project: {@code bundle.json}, as docs/bundle.schema.json has it. */
public final class Portable implements Target {
    private static final String SCHEMA = "https://intalgo.dev/schemas/bundle-1.json";

    @Override
    public String name() {
        return "bundle";
    }

    @Override
    public Map<String, String> files(Run run) {
        Map<String, String> files = new TreeMap<>(Pieces.of("graph.json", Json.text(run.graph())));
        files.put("bundle.json", Json.text(description(run)));
        return files;
    }

    private static Description description(Run run) {
        var pod = PodTemplates.container(run.podTemplate());
        var outside = run.outside();
        var profile = new Profile(
                outside.profile(),
                outside.target().orElse(null),
                outside.profilesYml().orElse(null));
        return new Description(
                SCHEMA,
                run.name(),
                run.namespace(),
                run.project(),
                run.commit(),
                new Git(
                        outside.remote().map(Outside.Remote::url).orElse(null),
                        outside.remote().map(Outside.Remote::branch).orElse(null),
                        outside.path()),
                Image.of(pod.path("image").asText()),
                new Argv(Arguments.of(run), Commands.packages(run), Commands.build(run)),
                profile,
                Variables.of(run),
                Variables.wholeSecrets(run),
                SecretFiles.of(run),
                Schedules.fiveFields(run.schedule()),
                run.timeZone(),
                new Attempts(
                        run.retry().retries(),
                        run.retry().delay().toSeconds(),
                        run.retry().timeout().toSeconds()),
                run.options().state().orElse(null),
                run.options().defer(),
                run.owner(),
                run.tags());
    }

    /** What bundle.json says. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Description(
            @JsonProperty("$schema") String schema,
            String name,
            String namespace,
            String project,
            String commit,
            Git git,
            Image image,
            Argv commands,
            Profile profile,
            List<Variables.Variable> environment,
            List<String> environmentFrom,
            List<SecretFiles.SecretFile> files,
            String schedule,
            String timeZone,
            Attempts attempts,
            String stateCommit,
            boolean defer,
            String owner,
            List<String> tags) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Git(String url, String branch, String path) {}

    /**
     * The image.
     *
     * @param pinned whether it is named by its digest, so that it is always the same
     */
    private record Image(String name, boolean pinned) {
        static Image of(String name) {
            return new Image(name, name.contains("@sha256:"));
        }
    }

    /**
     * Command lines, each a list of arguments.
     *
     * @param image what follows the image's own entry point
     * @param packages dbt's, where dbt is run without the image: first this one
     * @param build and then this one
     */
    private record Argv(List<String> image, List<String> packages, List<String> build) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Profile(String name, String target, String profilesYml) {}

    private record Attempts(int retries, long retryDelaySeconds, long timeoutSeconds) {}
}
