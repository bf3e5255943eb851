package dev.intalgo.operator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The schemas in which databases keep what they know of themselves: users, settings, other people's queries. */
final class SystemCatalogs {
    private static final Set<String> SCHEMAS = Set.of(
            "information_schema",
            "pg_catalog",
            "pg_toast",
            "pg_temp",
            "sys",
            "system",
            "mysql",
            "performance_schema",
            "account_usage",
            "organization_usage",
            "svl",
            "stl");

    private SystemCatalogs() {}

    /** Whether one of the qualifiers of a name is such a schema. */
    static boolean named(List<Name> parts) {
        return parts.subList(0, parts.size() - 1).stream()
                .anyMatch(p -> SCHEMAS.contains(p.text().toLowerCase(Locale.ROOT)));
    }
}
