package dev.intalgo.operator.target;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run as lines for platforms that run dbt themselves. */
final class DbtCommands {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    /** Where {@code ${…}} or {@code {{…}}} would begin, which such platforms put their own values in for. */
    private static final Pattern REFERENCE = Pattern.compile("(?<=[{$])(?=\\{)");

    private DbtCommands() {}

    /** {@code dbt deps} and {@code dbt build}, each a line that a POSIX shell reads as it is meant. */
    static List<String> of(Run run) {
        String build = Stream.concat(Stream.of("dbt", "build"), Commands.arguments(run).stream())
                .map(DbtCommands::quoted)
                .collect(Collectors.joining(" "));
        return List.of("dbt deps", build);
    }

    /** One word of a shell's line, which stays one, and is as it was, whatever is in it. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches()
                ? word
                : REFERENCE.matcher("'" + word.replace("'", "'\"'\"'") + "'").replaceAll("''");
    }
}
