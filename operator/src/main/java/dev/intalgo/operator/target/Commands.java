package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.List;

/** dbt's own command line, for platforms that have no runner. */
final class Commands {
    private Commands() {}

    /** Builds the selection; run in the dbt project's folder. */
    static List<String> build(Run run) {
        List<String> command = new ArrayList<>(List.of("dbt", "build"));
        command.addAll(profile(run));
        command.addAll(arguments(run));
        return List.copyOf(command);
    }

    /** Installs the packages of a project that has any; without a word where it has none. */
    static List<String> packages(Run run) {
        List<String> command = new ArrayList<>(List.of("dbt", "deps"));
        command.addAll(profile(run));
        return List.copyOf(command);
    }

    /** Writes the manifest. */
    static List<String> parse(Run run) {
        List<String> command = new ArrayList<>(List.of("dbt", "parse"));
        command.addAll(profile(run));
        return List.copyOf(command);
    }

    /** What is built, and how; without the profile, and without the state of another commit. */
    static List<String> arguments(Run run) {
        Options options = run.options();
        List<String> arguments = new ArrayList<>(Arguments.selection(run.selection()));
        if (!options.variables().isEmpty()) {
            arguments.addAll(List.of("--vars", Json.line(options.variables())));
        }
        options.threads().ifPresent(threads -> arguments.addAll(List.of("--threads", String.valueOf(threads))));
        if (options.fullRefresh()) {
            arguments.add("--full-refresh");
        }
        return List.copyOf(arguments);
    }

    private static List<String> profile(Run run) {
        List<String> arguments =
                new ArrayList<>(List.of("--profile", run.outside().profile()));
        run.outside().target().ifPresent(target -> arguments.addAll(List.of("--target", target)));
        return arguments;
    }
}
