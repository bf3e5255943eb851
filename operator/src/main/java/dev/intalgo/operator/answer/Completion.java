package dev.intalgo.operator.answer;

import java.util.List;

/** What the LLM said. */
public sealed interface Completion {
    Usage usage();

    /**
     * An answer, not yet checked.
     *
     * @param sql         one SELECT in the database's own names
     * @param description what the result is
     * @param columns     the columns it puts out, in order
     * @param grain       the columns that tell its rows apart; empty if the LLM named none
     * @param joins       how it joins what it reads, one sentence each
     */
    record Sql(
            String sql,
            String description,
            List<ColumnPlan> columns,
            List<String> grain,
            List<String> joins,
            Usage usage)
            implements Completion {
        public Sql {
            columns = List.copyOf(columns);
            grain = List.copyOf(grain);
            joins = List.copyOf(joins);
        }
    }

    /** The question can be understood in more than one way. */
    record Clarify(String question, List<String> choices, Usage usage) implements Completion {
        public Clarify {
            choices = List.copyOf(choices);
        }
    }

    /** The data cannot answer the question; {@code missing} says what it lacks. */
    record NotInData(String missing, Usage usage) implements Completion {}
}
