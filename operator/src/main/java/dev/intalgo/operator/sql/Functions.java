package dev.intalgo.operator.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which functions a question may not call, whatever the database; its adapter adds to them. */
final class Functions {
    private static final Set<String> HARMLESS = Set.of("pg_typeof", "pg_size_pretty", "sys_extract_utc", "sys_guid");

    /** {@code *} at the end stands for anything. */
    private static final List<String> DENIED = List.of(
            // Files and other databases
            "pg_*",
            "lo_*",
            "loread",
            "lowrite",
            "load_file",
            "load_extension",
            "readfile",
            "writefile",
            "fsdir",
            "read_*",
            "glob",
            "sniff_csv",
            "parquet_*",
            "iceberg_*",
            "delta_scan",
            "sqlite_*",
            "postgres_*",
            "mysql_*",
            "st_read*",
            "openrowset",
            "opendatasource",
            "openquery",
            "openxml",
            "dblink*",
            "external_query",
            "remote_query",
            "result_scan",
            "bfilename",
            "utl_*",
            "xmltype",
            "httpuritype",
            "dburitype",
            "extractvalue",
            // The network
            "http*",
            "aws_*",
            "net_http*",
            "ai_*",
            "url",
            "s3",
            "hdfs",
            "remote",
            "remotesecure",
            "jdbc",
            "odbc",
            // Waiting
            "sleep",
            "sleepeachrow",
            "benchmark",
            "waitfor",
            "get_lock",
            "dbms_*",
            // Settings, secrets and administration
            "set_config",
            "current_setting",
            "getenv",
            "getvariable",
            "get_ddl",
            "get_presigned_url",
            "secret",
            "try_secret",
            "system$*",
            "xp_*",
            "sp_*",
            "sys_*",
            "duckdb_*",
            "pragma_*",
            "reflect",
            "java_method",
            "brin_*",
            "gin_clean_pending_list",
            "txid_*",
            "kill_*",
            // SQL within a string
            "query",
            "query_table",
            "query_to_*",
            "cursor_to_*",
            "table_to_*",
            "schema_to_*",
            "database_to_*",
            "ts_stat",
            "ts_rewrite",
            "crosstab*",
            "connectby",
            "json_execute_serialized_sql",
            "from_substrait*",
            // Sequences
            "nextval",
            "setval",
            "currval",
            "lastval");

    private static final Set<String> DENIED_SCHEMAS = Set.of(
            "aws_s3",
            "aws_lambda",
            "aws_commons",
            "net",
            "cron",
            "http",
            "utl_http",
            "utl_file",
            "utl_tcp",
            "utl_smtp",
            "utl_inaddr",
            "dbms_lock",
            "dbms_session",
            "dbms_xmlgen",
            "dbms_ldap",
            "dbms_pipe",
            "sys",
            "master");

    /** Functions that may stand in FROM. Here what is not known is not allowed: most of the others read files. */
    private static final Set<String> IN_FROM = Set.of(
            "generate_series",
            "generate_subscripts",
            "unnest",
            "range",
            "explode",
            "explode_outer",
            "posexplode",
            "inline",
            "flatten",
            "split_to_table",
            "strtok_split_to_table",
            "generator",
            "string_split",
            "string_to_table",
            "regexp_split_to_table",
            "regexp_matches",
            "json_each",
            "json_each_text",
            "jsonb_each",
            "jsonb_each_text",
            "json_tree",
            "json_array_elements",
            "json_array_elements_text",
            "jsonb_array_elements",
            "jsonb_array_elements_text",
            "json_object_keys",
            "jsonb_object_keys",
            "json_to_record",
            "json_to_recordset",
            "jsonb_to_record",
            "jsonb_to_recordset",
            "jsonb_path_query",
            "json_table",
            "xmltable",
            "openjson",
            "generate_date_array",
            "sequence",
            "numbers",
            "arrayjoin",
            "values",
            "table",
            "lateral");

    private Functions() {}

    static boolean denied(String schema, String name, Set<String> byAdapter) {
        String function = name.toLowerCase(Locale.ROOT);
        return !HARMLESS.contains(function)
                && (DENIED_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))
                        || DENIED.stream().anyMatch(d -> matches(d, function))
                        || byAdapter.stream().anyMatch(d -> matches(d.toLowerCase(Locale.ROOT), function)));
    }

    private static boolean matches(String pattern, String function) {
        return pattern.endsWith("*")
                ? function.startsWith(pattern.substring(0, pattern.length() - 1))
                : function.equals(pattern);
    }

    static boolean allowedInFrom(String name) {
        return IN_FROM.contains(name.toLowerCase(Locale.ROOT));
    }
}
