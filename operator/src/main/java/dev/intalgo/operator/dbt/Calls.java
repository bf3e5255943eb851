package dev.intalgo.operator.dbt;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file of a dbt project reads, as its calls of {@code ref()} and {@code source()} name it. */
final class Calls {
    private static final Pattern CALL =
            Pattern.compile("(?<![\\w.])(?:builtins\\.|dbt\\.)?(?<what>ref|source)\\s*\\(\\s*"
                    + Refs.QUOTE + "(?<first>[^\"'\\\\]+)" + Refs.QUOTE + "\\s*(?:,\\s*" + Refs.QUOTE
                    + "(?<second>[^\"'\\\\]+)" + Refs.QUOTE + "\\s*)?(?=[,)])|" + Refs.STRING);

    private Calls() {}

    /** Tables as {@code source.schema.table}, all else as {@code ref.name}, in order of the alphabet. */
    static List<String> of(String path, String text) {
        SortedSet<String> found = new TreeSet<>();
        Matcher block = (path.endsWith(".py") ? Refs.PYTHON : Refs.JINJA).matcher(text);
        while (block.find()) {
            if (block.group("code") != null) {
                in(block.group("code"), found);
            }
        }
        return List.copyOf(found);
    }

    /** As {@link #of}, of an expression such as the {@code relation} of a snapshot. */
    static List<String> ofExpression(String text) {
        SortedSet<String> found = new TreeSet<>();
        in(text, found);
        return List.copyOf(found);
    }

    private static void in(String code, SortedSet<String> found) {
        Matcher call = CALL.matcher(code);
        while (call.find()) {
            if (call.group("what") == null) {
                continue;
            }
            // What a package is called before the name of a model does not matter here.
            String last = call.group("second") == null ? call.group("first") : call.group("second");
            if (call.group("what").equals("ref")) {
                found.add("ref." + last);
            } else if (call.group("second") != null) {
                found.add("source." + call.group("first") + "." + last);
            }
        }
    }
}
