package dev.intalgo.operator.sql;

import java.util.regex.Pattern;

/** Writes names so that a database takes them for what they are. */
public final class Identifiers {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private Identifiers() {}

    /** The name in the adapter's quotes, or as it is where it needs none. */
    public static String quote(String name, String adapter) {
        Dialect dialect = Dialect.of(adapter);
        boolean needed = dialect.strictCase()
                || !PLAIN.matcher(name.toLowerCase(java.util.Locale.ROOT)).matches();
        if (PLAIN.matcher(name).matches() || !needed) {
            return name;
        }
        return dialect.doubleQuotedStrings()
                ? '`' + name.replace("`", "``") + '`'
                : '"' + name.replace("\"", "\"\"") + '"';
    }
}
