package dev.intalgo.operator.answer;

/**
 * A question and the SQL that answers it rightly.
 *
 * @param sql with the database's own names, as an LLM is to write it
 */
public record Example(String question, String sql) {}
