package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of a POSIX shell that run dbt, for platforms that are given such. */
final class Script {
    /** All that is written, apart from the checkout. */
    static final String FOLDER = "/tmp/intalgo";

    static final String PROFILES = FOLDER + "/profiles";
    /** The variable with the text of profiles.yml. */
    static final String PROFILE = "INTALGO_PROFILES_YML";
    /** The variable that is {@code true} where incremental models and seeds are built anew. */
    static final String FULL_REFRESH = "INTALGO_FULL_REFRESH";

    private static final String STATE = FOLDER + "/state";

    private Script() {}

    /** Fails with its name where a variable that a secret should fill is empty: dbt would say less. */
    static List<String> checks(Run run) {
        return Variables.secrets(run).stream()
                .map(name -> ": \"${" + name + ":?is not set: add it to the secrets of the project}\"")
                .toList();
    }

    static List<String> profile() {
        return List.of("mkdir -p " + PROFILES, "printf '%s' \"$" + PROFILE + "\" > " + PROFILES + "/profiles.yml");
    }

    /** dbt deps and dbt build, in the folder of the dbt project; the latter as often as it may be tried. */
    static List<String> dbt(Run run) {
        List<String> lines = new ArrayList<>();
        lines.add(line(Commands.packages(run)));
        List<String> build = new ArrayList<>(Commands.build(run));
        if (run.options().state().isPresent()) {
            lines.add(state(run));
            build.addAll(List.of("--state", STATE + "/target"));
            if (run.options().defer()) {
                build.add("--defer");
            }
        }
        lines.add("refresh=");
        lines.add("if [ \"$" + FULL_REFRESH + "\" = true ]; then refresh=--full-refresh; fi");
        lines.add("tries=" + (run.retry().retries() + 1));
        lines.add("until timeout " + run.retry().timeout().toSeconds() + " " + line(build) + " $refresh; do");
        lines.add("  tries=$((tries - 1))");
        lines.add("  if [ \"$tries\" = 0 ]; then exit 1; fi");
        lines.add("  sleep " + run.retry().delay().toSeconds());
        lines.add("done");
        return List.copyOf(lines);
    }

    /** The files of a commit, for which the checkout's owner need not be who runs this. */
    static String files(String commit, String folder) {
        return "git -c safe.directory='*' archive " + commit + " | tar -x -C " + folder;
    }

    /** The files of the commit that is compared with, from the repository's root; where nothing was before, no models. */
    static List<String> stateFiles(Run run, String commit) {
        if (!commit.equals(Options.NOTHING)) {
            return List.of("mkdir -p " + STATE + "/project", files(commit, STATE + "/project"));
        }
        String folder = run.outside().path();
        String empty = STATE + "/project/" + folder;
        String project = folder.isEmpty() ? "dbt_project.yml" : folder + "/dbt_project.yml";
        return List.of(line(List.of("mkdir", "-p", empty)), line(List.of("cp", project, empty)));
    }

    /** Its manifest. */
    private static String state(Run run) {
        List<String> enter = List.of("cd", STATE + "/project/" + run.outside().path());
        return "(" + line(enter) + " && " + line(Commands.packages(run)) + " && " + line(Commands.parse(run))
                + " --target-path " + STATE + "/target)";
    }

    /** A command line. */
    static String line(List<String> command) {
        return command.stream().map(Script::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:=+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
