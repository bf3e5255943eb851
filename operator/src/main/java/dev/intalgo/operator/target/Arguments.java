package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.List;

/** The runner's command line. */
final class Arguments {
    private Arguments() {}

    /** Runs the whole selection. */
    static List<String> of(Run run) {
        return of(run, run.selection());
    }

    /** Runs a part of it. */
    static List<String> of(Run run, Selection selection) {
        Options options = run.options();
        List<String> arguments = new ArrayList<>(List.of("run", "--commit", run.commit()));
        arguments.addAll(selection(selection));
        arguments.addAll(settings(options));
        // To make it, dbt parses the whole project once more: not for a pod that only names its model.
        options.state()
                .filter(commit -> options.defer() || selection.compares() || selection.equals(run.selection()))
                .ifPresent(commit -> arguments.addAll(List.of("--state", commit)));
        if (options.defer()) {
            arguments.add("--defer");
        }
        if (options.fullRefresh()) {
            arguments.add("--full-refresh");
        }
        return List.copyOf(arguments);
    }

    /** The part of it that says what to run. */
    static List<String> selection(Selection selection) {
        List<String> arguments = new ArrayList<>();
        list(arguments, "--select", selection.select());
        list(arguments, "--exclude", selection.exclude());
        selection.selector().ifPresent(name -> arguments.addAll(List.of("--selector", name)));
        return List.copyOf(arguments);
    }

    /** The part of it that dbt's own command line has in the same words: variables and threads. */
    static List<String> settings(Options options) {
        List<String> arguments = new ArrayList<>();
        if (!options.variables().isEmpty()) {
            arguments.addAll(List.of("--vars", Json.line(options.variables())));
        }
        options.threads().ifPresent(threads -> arguments.addAll(List.of("--threads", String.valueOf(threads))));
        return List.copyOf(arguments);
    }

    private static void list(List<String> arguments, String option, List<String> values) {
        if (!values.isEmpty()) {
            arguments.add(option);
            arguments.addAll(values);
        }
    }
}
