package dev.intalgo.operator.dbt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Entries of dbt's YAML files as lines of text, each with a stamp: a comment with the hash of the entry as it was
 * written. An entry whose stamp is still right has been edited by nobody.
 */
final class YamlEntry {
    private static final Pattern STAMP = Pattern.compile("\\s+# intalgo ([0-9a-f]{8})$");
    private static final Pattern DECISION =
            Pattern.compile("\\s+confirmed: (true|false|yes|no)\\s*", Pattern.CASE_INSENSITIVE);
    /** Where Jinja begins: dbt renders what it finds in descriptions, names and meta. */
    private static final Pattern JINJA = Pattern.compile("\\{(?=[{%#])");

    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|[\\x{85}\\x{2028}\\x{2029}]");
    private static final Pattern NO_CHARACTER = Pattern.compile("[\\p{Cs}\\x{feff}\\x{fffe}\\x{ffff}]");

    private YamlEntry() {}

    /** An item of a list, stamped. */
    static List<String> stamped(Map<String, Object> entry) {
        return restamped(item(entry));
    }

    /** The lines of an item under another name; the stamp is right again where it was right before. */
    static List<String> renamed(List<String> item, String from, String to) {
        List<String> lines = new ArrayList<>(item);
        Matcher stamp = STAMP.matcher(lines.getFirst());
        boolean stamped = stamp.find();
        if (stamped && isStamped(lines.getFirst())) {
            boolean untouched = isUntouched(lines);
            lines.set(0, "- name: " + scalar(to) + (untouched ? "" : stamp.group()));
            return untouched ? restamped(lines) : lines;
        }
        Pattern name = Pattern.compile("^([- ] name\\s*:\\s*)([\"']?)" + Pattern.quote(from) + "\\2(?=\\s|$)");
        lines.replaceAll(line -> name.matcher(line).replaceFirst("$1" + Matcher.quoteReplacement(scalar(to))));
        return lines;
    }

    /** The lines of an item with a stamp that is right. */
    static List<String> restamped(List<String> item) {
        List<String> lines = new ArrayList<>(item);
        lines.set(0, STAMP.matcher(lines.getFirst()).replaceFirst(""));
        lines.set(0, lines.getFirst() + "  # intalgo " + hash(lines));
        return lines;
    }

    /** A text as YAML has it on one line. */
    static String scalar(String text) {
        return write(text).strip();
    }

    /** An item of a list. */
    static List<String> item(Map<String, Object> entry) {
        return items(List.of(entry));
    }

    /** The items of a list. */
    static List<String> items(List<?> list) {
        return write(list)
                .lines()
                .map(l -> l.substring(Math.min(2, l.length())))
                .toList();
    }

    /** A key and its value. */
    static List<String> key(String key, Object value) {
        return write(Map.of(key, value)).lines().toList();
    }

    /** Whether a line may be the first of an entry that {@link #stamped} wrote. */
    static boolean isStamped(String line) {
        return line.contains("# intalgo ") && line.stripLeading().startsWith("- name: ");
    }

    /** Whether the lines are as {@link #stamped} wrote them. */
    static boolean isUntouched(List<String> lines) {
        Matcher stamp = STAMP.matcher(lines.getFirst());
        if (!stamp.find()) {
            return false;
        }
        List<String> plain = new ArrayList<>(lines);
        plain.set(0, lines.getFirst().substring(0, stamp.start()));
        return hash(plain).equals(stamp.group(1));
    }

    /**
     * Text that dbt takes as text: an expression in it would be evaluated. Line breaks of every kind become one kind, and
     * what is no character is left out.
     */
    static String plain(String text) {
        String lines = LINE_BREAK.matcher(text).replaceAll("\n");
        return JINJA.matcher(NO_CHARACTER.matcher(lines).replaceAll("")).replaceAll("{ ");
    }

    /** {@link #plain} text on one line. */
    static String line(String text) {
        return plain(text).replace("\n", " ");
    }

    /**
     * The first 8 hexadecimal digits of the SHA-256 of the lines. A line by which a person confirms or denies what was
     * inferred is an answer, not an edit.
     */
    static String hash(List<String> lines) {
        String told = lines.stream()
                .filter(line ->
                        !line.contains("confirmed:") || !DECISION.matcher(line).matches())
                .collect(Collectors.joining("\n"));
        return sha256(told).substring(0, 8);
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static String write(Object value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndent(2);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(new Texts(options), options).dump(value);
    }

    /** Writes text of several lines as such. */
    private static final class Texts extends Representer {
        Texts(DumperOptions options) {
            super(options);
            representers.put(String.class, this::text);
        }

        private Node text(Object value) {
            String text = (String) value;
            boolean lines = text.contains("\n")
                    && text.chars()
                            .allMatch(c -> c == '\n'
                                    || c >= ' ' && c < 0x7f
                                    || c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029);
            DumperOptions.ScalarStyle style =
                    lines ? DumperOptions.ScalarStyle.LITERAL : DumperOptions.ScalarStyle.PLAIN;
            return representScalar(Tag.STR, text, style);
        }
    }
}
