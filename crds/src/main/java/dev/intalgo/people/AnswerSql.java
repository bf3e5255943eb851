package dev.intalgo.people;

/**
 * An answer's SQL as people write it into {@code spec.sql} of a Question.
 *
 * @param sql with tables and models by the names that the database has
 */
public record AnswerSql(String sql) {}
