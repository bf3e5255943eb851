package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A YAML file in which of each entry that nobody has edited only the first line is left: the nodes of a schema of 10,000
 * tables would take a gibibyte. An entry in which a person confirmed or denied something stays whole.
 *
 * @param text  what is left of the file
 * @param rests the other lines of each such entry, by where in the text they are missing
 */
record Abridged(String text, NavigableMap<Integer, String> rests) {

    /**
     * @param text the file, which ends with a line break
     * @param whole the first lines of the entries that stay whole
     */
    static Abridged of(String text, Predicate<String> whole) {
        StringBuilder left = new StringBuilder();
        NavigableMap<Integer, String> rests = new TreeMap<>();
        for (int at = 0; at < text.length(); ) {
            int next = text.indexOf('\n', at) + 1;
            String line = text.substring(at, next - 1);
            left.append(line).append('\n');
            int end = YamlEntry.isStamped(line) && !whole.test(line) ? endOfBlock(text, next, indent(line)) : next;
            if (end > next && isUntouched(text.substring(at, end))) {
                rests.put(left.length(), text.substring(next, end));
                next = end;
            }
            at = next;
        }
        return new Abridged(left.toString(), rests);
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    /** Behind the last line that is indented deeper, comments and blank lines after it left aside. */
    private static int endOfBlock(String text, int from, int indent) {
        int end = from;
        for (int at = from; at < text.length(); ) {
            int next = text.indexOf('\n', at) + 1;
            String line = text.substring(at, next - 1);
            if (!line.isBlank()) {
                if (indent(line) <= indent) {
                    break;
                }
                end = next;
            }
            at = next;
        }
        return end;
    }

    private static boolean isUntouched(String block) {
        if (block.indexOf('\r') >= 0 || block.contains("confirmed:")) {
            return false;
        }
        return YamlEntry.isUntouched(unindented(block, indent(block)));
    }

    /** The lines without so much indent. */
    static List<String> unindented(String block, int indent) {
        List<String> lines = new ArrayList<>();
        block.lines().forEach(line -> {
            int strip = Math.min(indent, line.length() - line.stripLeading().length());
            lines.add(line.substring(strip).stripTrailing());
        });
        return lines;
    }
}
