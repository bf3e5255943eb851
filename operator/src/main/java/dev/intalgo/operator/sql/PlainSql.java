package dev.intalgo.operator.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way back from what {@link SqlRewriter} wrote to the database's own names. */
public final class PlainSql {
    /** As {@link Jinja#escape} writes a delimiter. */
    private static final Pattern ESCAPED = Pattern.compile("\\{\\{ '(\\{[{%#])' \\}\\}");

    private PlainSql() {}

    /** The SQL with tables as {@code schema.table} and models by their name; empty where it has Jinja of another kind. */
    public static Optional<String> of(String dbtSql, String adapter) {
        StringBuilder plain = new StringBuilder();
        Matcher escaped = ESCAPED.matcher(dbtSql);
        int at = 0;
        while (at < dbtSql.length()) {
            Jinja.Call call = dbtSql.startsWith("{{", at) ? Jinja.call(dbtSql, at) : null;
            if (call != null) {
                plain.append(name(call.target(), adapter));
                at = call.end();
            } else if (escaped.region(at, dbtSql.length()).lookingAt()) {
                plain.append(escaped.group(1));
                at = escaped.end();
            } else if (Jinja.hasDelimiter(dbtSql.substring(at, Math.min(at + 2, dbtSql.length())))) {
                return Optional.empty();
            } else {
                plain.append(dbtSql.charAt(at++));
            }
        }
        return Optional.of(plain.toString());
    }

    /** What the SQL reads by {@code source()} and {@code ref()} with plain names, each once. */
    public static List<Target> references(String dbtSql) {
        Set<Target> found = new LinkedHashSet<>();
        for (int at = dbtSql.indexOf("{{"); at >= 0; at = dbtSql.indexOf("{{", at + 2)) {
            Jinja.Call call = Jinja.call(dbtSql, at);
            if (call != null) {
                found.add(call.target());
            }
        }
        return List.copyOf(found);
    }

    private static String name(Target target, String adapter) {
        return switch (target) {
            case Target.Source(String source, String table) ->
                Identifiers.quote(source, adapter) + "." + Identifiers.quote(table, adapter);
            case Target.Ref(String model) -> Identifiers.quote(model, adapter);
        };
    }
}
