package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A run as lines for platforms that run dbt themselves. */
final class DbtCommands {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /** Where {@code ${…}} or {@code {{…}}} would begin, which such platforms put their own values in for. */
    private static final Pattern REFERENCE = Pattern.compile("(?<=[{$])(?=\\{)");

    private DbtCommands() {}

    /** {@code dbt deps} and {@code dbt build}, each a line that a POSIX shell reads as it is meant. */
    static List<String> of(Run run) {
        return List.of("dbt deps", build(run).stream().map(DbtCommands::quoted).collect(Collectors.joining(" ")));
    }

    private static List<String> build(Run run) {
        Options options = run.options();
        List<String> words = new ArrayList<>(List.of("dbt", "build"));
        list(words, "--select", run.selection().select());
        list(words, "--exclude", run.selection().exclude());
        run.selection().selector().ifPresent(name -> words.addAll(List.of("--selector", name)));
        if (!options.variables().isEmpty()) {
            words.addAll(List.of("--vars", Json.line(options.variables())));
        }
        options.threads().ifPresent(threads -> words.addAll(List.of("--threads", String.valueOf(threads))));
        if (options.fullRefresh()) {
            words.add("--full-refresh");
        }
        return words;
    }

    private static void list(List<String> words, String option, List<String> values) {
        if (!values.isEmpty()) {
            words.add(option);
            words.addAll(values);
        }
    }

    /** One word of a shell's line, which stays one, and is as it was, whatever is in it. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches()
                ? word
                : REFERENCE.matcher("'" + word.replace("'", "'\"'\"'") + "'").replaceAll("''");
    }
}
