package dev.intalgo.operator.dbt;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What dbt can do with names that come from a database. */
final class DbtNames {
    private static final Pattern UNUSABLE_ANYWHERE = Pattern.compile(
            "[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}\\x{feff}\\x{fffe}\\x{ffff}]|\\p{Cs}|\\{[{%#]|[}%#]\\}");
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9_][a-z0-9_-]{0,99}");
    /** The words that PostgreSQL reserves (pg_get_keywords, R and T); DuckDB's are nearly the same. */
    private static final Set<String> RESERVED = Set.of(
            ("all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate"
                            + " collation column concurrently constraint create cross current_catalog current_date"
                            + " current_role current_schema current_time current_timestamp current_user default"
                            + " deferrable desc describe distinct do else end except false fetch for foreign freeze"
                            + " from full grant group having ilike in initially inner intersect into is isnull join"
                            + " lambda lateral leading left like limit localtime localtimestamp natural not notnull"
                            + " null offset on only or order outer overlaps pivot placing primary qualify references"
                            + " returning right select session_user show similar some summarize symmetric"
                            + " system_user table tablesample then to trailing true union unique unpivot user using"
                            + " variadic verbose when where window with")
                    .split(" "));

    private DbtNames() {}

    /** Whether a schema or a table of this name can be a source: dbt quotes it, but escapes nothing in it. */
    static boolean isUsable(String name) {
        return !name.isBlank() && !name.contains("\"") && isUsableColumn(name);
    }

    /** Whether a column of this name can be described. */
    static boolean isUsableColumn(String name) {
        return !name.isBlank()
                && name.equals(name.strip())
                && !UNUSABLE_ANYWHERE.matcher(name).find();
    }

    /** Whether SQL must quote the name to mean it. */
    static boolean needsQuotes(String name) {
        return !PLAIN.matcher(name).matches() || RESERVED.contains(name);
    }

    /** The name as text in a Jinja expression. */
    static String literal(String name) {
        return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    static boolean hasBlank(String name) {
        return name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** A file's name that is the same on every file system, and another for every other name. */
    static String fileName(String name) {
        return FILE_NAME.matcher(name).matches() ? name : slug(name);
    }

    /** Lower-case letters, digits and underscores that are others for every other name. */
    static String slug(String name) {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return slug.substring(0, Math.min(50, slug.length())) + "_"
                + YamlEntry.sha256(name).substring(0, 8);
    }
}
