package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.List;

/** dbt's own command line, for platforms that have no runner. */
final class Commands {
    private Commands() {}

    /** Builds the selection; run in the dbt project's folder. */
    static List<String> build(Run run) {
        return dbt("build", run, arguments(run));
    }

    /** Installs the packages of a project that has any; without a word where it has none. */
    static List<String> packages(Run run) {
        return dbt("deps", run, List.of());
    }

    /** Writes the manifest. */
    static List<String> parse(Run run) {
        return dbt("parse", run, List.of());
    }

    private static List<String> dbt(String command, Run run, List<String> more) {
        List<String> words = new ArrayList<>(List.of("dbt", command));
        words.addAll(profile(run));
        words.addAll(more);
        return List.copyOf(words);
    }

    /** What is built, and how; without the profile, and without the state of another commit. */
    static List<String> arguments(Run run) {
        List<String> arguments = new ArrayList<>(Arguments.selection(run.selection()));
        arguments.addAll(Arguments.settings(run.options()));
        if (run.options().fullRefresh()) {
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
