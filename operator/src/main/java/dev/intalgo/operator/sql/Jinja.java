package dev.intalgo.operator.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few parts of Jinja that are read and written. */
final class Jinja {
    private static final String STRING = "(?:'([^'\"\\\\\\r\\n]{1,200})'|\"([^'\"\\\\\\r\\n]{1,200})\")";
    private static final Pattern CALL = Pattern.compile(
            "\\{\\{-?\\s*(source|ref)\\(\\s*" + STRING + "\\s*(?:,\\s*" + STRING + "\\s*)?\\)\\s*-?\\}\\}");
    private static final Pattern DELIMITER = Pattern.compile("\\{[{%#]");

    private Jinja() {}

    /** A {@code source()} or {@code ref()} that a person wrote. */
    record Call(Target target, int end) {}

    /** The call that starts at {@code at}, or null where something else starts there. */
    static Call call(String sql, int at) {
        Matcher m = CALL.matcher(sql).region(at, sql.length());
        if (!m.lookingAt()) {
            return null;
        }
        String first = m.group(2) != null ? m.group(2) : m.group(3);
        String second = m.group(4) != null ? m.group(4) : m.group(5);
        boolean source = m.group(1).equals("source");
        if (source != (second != null)) {
            return null;
        }
        return new Call(source ? new Target.Source(first, second) : new Target.Ref(first), m.end());
    }

    static boolean hasDelimiter(CharSequence text) {
        return DELIMITER.matcher(text).find();
    }

    /** Text that Jinja renders to {@code text}. */
    static String escape(String text) {
        return DELIMITER.matcher(text).replaceAll(m -> Matcher.quoteReplacement("{{ '" + m.group() + "' }}"));
    }

    /** A string of Jinja's expressions. */
    static String string(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
