package dev.intalgo.operator.dbt;

import java.util.Map;

/** Settings by which sqlfluff looks for faults in a project's SQL, and leaves how it is laid out to who wrote it. */
final class SqlFluff {
    /** Where sqlfluff has another name for a dialect than dbt has for the database. */
    private static final Map<String, String> DIALECTS = Map.ofEntries(
            Map.entry("athena", "athena"),
            Map.entry("bigquery", "bigquery"),
            Map.entry("clickhouse", "clickhouse"),
            Map.entry("databricks", "databricks"),
            Map.entry("duckdb", "duckdb"),
            Map.entry("mariadb", "mariadb"),
            Map.entry("mysql", "mysql"),
            Map.entry("oracle", "oracle"),
            Map.entry("postgres", "postgres"),
            Map.entry("redshift", "redshift"),
            Map.entry("snowflake", "snowflake"),
            Map.entry("spark", "sparksql"),
            Map.entry("sqlite", "sqlite"),
            Map.entry("sqlserver", "tsql"),
            Map.entry("trino", "trino"));

    private SqlFluff() {}

    /** The file {@code .sqlfluff}. */
    static String settings(String adapter) {
        return """
                [sqlfluff]
                dialect = %s
                templater = jinja
                # What may be wrong, and not how it looks: SQL stays as whoever wrote it laid it out.
                rules = ambiguous.distinct, ambiguous.union, ambiguous.join_condition, references.from, references.consistent, structure.else_null, structure.unused_cte, structure.constant_expression, aliasing.unique.table, aliasing.unique.column
                # sqlfluff does not know each database's grammar to the end; dbt and the database had their say.
                large_file_skip_byte_limit = 0

                [sqlfluff:templater:jinja]
                apply_dbt_builtins = True
                """.formatted(DIALECTS.getOrDefault(adapter, "ansi"));
    }
}
