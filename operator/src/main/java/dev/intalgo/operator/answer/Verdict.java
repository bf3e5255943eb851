package dev.intalgo.operator.answer;

import dev.intalgo.operator.dbt.Answer;
import java.util.List;

/** What dbt and the database say to an answer. */
public sealed interface Verdict {
    /**
     * They accept it.
     *
     * @param answer   as it is to be written
     * @param findings what is worth a look though it runs
     * @param preview  the first rows, where they may be shown
     * @param result   the same for the same rows, whatever their order
     */
    record Accepted(Answer answer, List<String> findings, List<List<String>> preview, String result)
            implements Verdict {}

    /** They do not: {@code reason} is a stable word, {@code message} says what is wrong. */
    record Refused(String reason, String message) implements Verdict {}
}
