package dev.intalgo.operator.answer;

/**
 * An answer that was not accepted.
 *
 * @param sql   the SQL as the LLM wrote it; empty where it wrote none
 * @param error what dbt, the database or the check said about it
 */
public record Attempt(String sql, String error) {}
