package dev.intalgo.operator.sql;

import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.parser.AbstractJSqlParser;

/** What has to be known of a database's SQL to read names and literals as it does. */
record Dialect(String name) {
    private static final Set<String> MYSQL = Set.of("mysql", "mariadb", "singlestore", "starrocks", "doris");
    private static final Set<String> TSQL = Set.of("sqlserver", "mssql", "tsql", "fabric", "synapse");
    private static final Set<String> DOUBLE_QUOTED_STRINGS = Set.of("bigquery", "databricks", "spark", "hive");
    private static final Set<String> SESSION_TIME_ZONE = Set.of("postgres", "redshift", "duckdb", "greenplum");
    private static final Set<String> HASH_OPERATORS = Set.of("postgres", "redshift", "duckdb", "greenplum");

    private static final Set<String> TSQL_STATEMENTS = Set.of(
            "alter",
            "backup",
            "begin",
            "break",
            "bulk",
            "checkpoint",
            "close",
            "commit",
            "continue",
            "create",
            "dbcc",
            "deallocate",
            "declare",
            "delete",
            "deny",
            "drop",
            "dump",
            "exec",
            "execute",
            "goto",
            "grant",
            "insert",
            "kill",
            "load",
            "open",
            "print",
            "raiserror",
            "reconfigure",
            "restore",
            "return",
            "revert",
            "revoke",
            "rollback",
            "save",
            "shutdown",
            "truncate",
            "update",
            "use",
            "waitfor",
            "while");

    static Dialect of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Dialect(lower.equals("postgresql") ? "postgres" : lower);
    }

    /** Unquoted names are folded to lower case and compared exactly; elsewhere case is left to the database. */
    boolean strictCase() {
        return name.equals("postgres");
    }

    /** {@code "x"} is a string. */
    boolean doubleQuotedStrings() {
        return MYSQL.contains(name) || DOUBLE_QUOTED_STRINGS.contains(name);
    }

    /** {@code x / 0} is null and no error. */
    boolean nullsZeroDivision() {
        return MYSQL.contains(name) || name.equals("sqlite") || name.equals("hive");
    }

    /** The session's time zone decides what date a {@code timestamp with time zone} is on. */
    boolean sessionTimeZone() {
        return SESSION_TIME_ZONE.contains(name);
    }

    boolean bracketNames() {
        return TSQL.contains(name);
    }

    /**
     * Words that the parser may take for an alias and the database for the start of something else: T-SQL needs nothing
     * between two statements. All are reserved there, so that no name is lost.
     */
    Set<String> statements() {
        return TSQL.contains(name) ? TSQL_STATEMENTS : MYSQL.contains(name) ? Set.of("procedure") : Set.of();
    }

    /** {@code dual} has one row and no data, for databases that want a FROM. */
    boolean hasDual() {
        return MYSQL.contains(name) || name.equals("oracle") || name.equals("snowflake");
    }

    /** {@code ->} makes a function; elsewhere it may take a value out of JSON, and the parser tells them apart. */
    boolean arrowsAreLambdas() {
        return name.equals("clickhouse");
    }

    /** {@code package.function} is a call as it stands. */
    boolean callsNeedNoParentheses() {
        return name.equals("oracle");
    }

    /** {@code #} is (part of) an operator; elsewhere it may start a comment or a temporary table's name. */
    boolean hashOperators() {
        return HASH_OPERATORS.contains(name);
    }

    /** {@code --} starts a comment only before white space: {@code 5--1} is 6. */
    boolean dashesNeedSpace() {
        return MYSQL.contains(name);
    }

    /** Three quotes start a string that a single one does not end. */
    boolean tripleQuotes() {
        return name.equals("bigquery");
    }

    /** A name in backticks may hold its dots. */
    boolean dotsInBackticks() {
        return name.equals("bigquery");
    }

    /** A common table expression may refer to itself without the word RECURSIVE. */
    boolean implicitRecursion() {
        return TSQL.contains(name) || name.equals("oracle") || name.equals("snowflake") || name.equals("teradata");
    }

    /** As the database compares an unquoted name. */
    String fold(Name name) {
        return strictCase() && !name.quoted() ? name.text().toLowerCase(Locale.ROOT) : name.text();
    }

    /** How the catalog spells the name where the database keeps to its own rules. */
    String spelling(Name name) {
        boolean upper = !name.quoted() && (this.name.equals("snowflake") || this.name.equals("oracle"));
        return upper ? name.text().toUpperCase(Locale.ROOT) : fold(name);
    }

    /** Whether the name, as written, is the one that the database knows as {@code real}. */
    boolean same(Name written, String real) {
        return strictCase() ? fold(written).equals(real) : written.text().equalsIgnoreCase(real);
    }

    AbstractJSqlParser.Dialect parserDialect() {
        if (MYSQL.contains(name)) {
            return AbstractJSqlParser.Dialect.MYSQL;
        }
        if (TSQL.contains(name)) {
            return AbstractJSqlParser.Dialect.SQLSERVER;
        }
        return switch (name) {
            case "postgres", "redshift", "greenplum", "duckdb" -> AbstractJSqlParser.Dialect.POSTGRESQL;
            case "bigquery" -> AbstractJSqlParser.Dialect.BIGQUERY;
            case "databricks", "spark", "hive" -> AbstractJSqlParser.Dialect.DATABRICKS;
            case "snowflake" -> AbstractJSqlParser.Dialect.SNOWFLAKE;
            case "oracle" -> AbstractJSqlParser.Dialect.ORACLE;
            case "teradata" -> AbstractJSqlParser.Dialect.TERADATA;
            default -> AbstractJSqlParser.Dialect.ANSI_SQL;
        };
    }
}
