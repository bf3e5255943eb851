package dev.intalgo.operator.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which functions a question may call: those that are known to only compute. Databases add functions with every release
 * and people add their own, so what nobody has looked at is refused. The list of those that are denied says nothing more
 * than that, but it is looked up by the words alone, whatever the parser made of them; an adapter adds to it.
 */
final class Functions {
    private static final Set<String> KNOWN = known();
    /** Where databases keep functions of their own; elsewhere it is somebody else's function of the same name. */
    private static final Set<String> BUILT_IN = Set.of("pg_catalog", "safe", "builtin");

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
            "remotesecure",
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

    /** Functions that may stand in FROM. */
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
            "openjson",
            "generate_date_array",
            "sequence",
            "numbers",
            "arrayjoin",
            "values",
            "table",
            "lateral");

    private Functions() {}

    private static Set<String> known() {
        try (InputStream in = Functions.class.getResourceAsStream("/sql/functions.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isEmpty())
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The functions that may be called, in lower case. */
    static Set<String> names() {
        return KNOWN;
    }

    /** @param path the function's name and what it is qualified with, without quotes */
    static boolean isKnown(List<String> path) {
        String name = builtIn(path);
        return KNOWN.contains(name) || IN_FROM.contains(name) && !name.equals("table");
    }

    static boolean denied(String schema, String name, Set<String> byAdapter) {
        String function = name.toLowerCase(Locale.ROOT);
        return !HARMLESS.contains(function)
                && !KNOWN.contains(schema.toLowerCase(Locale.ROOT) + "." + function)
                && (DENIED_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))
                        || DENIED.stream().anyMatch(d -> matches(d, function))
                        || byAdapter.stream().anyMatch(d -> matches(d.toLowerCase(Locale.ROOT), function)));
    }

    private static boolean matches(String pattern, String function) {
        return pattern.endsWith("*")
                ? function.startsWith(pattern.substring(0, pattern.length() - 1))
                : function.equals(pattern);
    }

    /** As {@link #isKnown}, for a function that stands in FROM; there only a few make sense. */
    static boolean allowedInFrom(List<String> path) {
        return IN_FROM.contains(builtIn(path));
    }

    private static String builtIn(List<String> path) {
        String name = String.join(".", path).toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return dot > 0 && BUILT_IN.contains(name.substring(0, dot)) ? name.substring(dot + 1) : name;
    }
}
