package dev.intalgo.operator.question;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.intalgo.operator.answer.Attempt;
import dev.intalgo.operator.answer.ColumnPlan;
import dev.intalgo.operator.answer.Completion;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.Usage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What the LLM has said to a question so far. It is kept beside the Question, so that a restart asks nothing twice.
 *
 * @param key the hash of what was asked; a draft of another key is out of date
 * @param said the last word, null while there is none that still stands
 * @param rejected answers that did not hold, with the errors that went back to the LLM, oldest first
 * @param inputTokens tokens that the LLM read, all calls together
 * @param outputTokens tokens that it wrote
 * @param calls how often it was asked
 * @param day the UTC day of the last call; the tokens count against this day's budget
 */
record Draft(
        String key,
        Said said,
        List<Rejected> rejected,
        String model,
        long inputTokens,
        long outputTokens,
        int calls,
        String day) {

    /** SQL that did not hold, empty where there was none; and why by a stable reason and in words. */
    record Rejected(String sql, String reason, String message) {}

    /** An answer: exactly one of {@code sql}, {@code clarification}, {@code missing}, {@code declined} is set. */
    record Said(
            String sql,
            String description,
            List<ColumnPlan> columns,
            List<String> grain,
            String clarification,
            List<String> choices,
            String missing,
            String declined) {
        static Said of(Completion completion) {
            return switch (completion) {
                case Completion.Sql c ->
                    new Said(c.sql(), c.description(), c.columns(), c.grain(), null, List.of(), null, null);
                case Completion.Clarify c ->
                    new Said(null, null, List.of(), List.of(), c.question(), c.choices(), null, null);
                case Completion.NotInData c ->
                    new Said(null, null, List.of(), List.of(), null, List.of(), c.missing(), null);
            };
        }
    }

    Draft {
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
    }

    static Draft empty(String key) {
        return new Draft(key, null, List.of(), null, 0, 0, 0, null);
    }

    /** For a new question, keeping what today's calls for the old one cost. */
    Draft restarted(String newKey) {
        return new Draft(newKey, null, List.of(), model, inputTokens, outputTokens, calls, day);
    }

    Draft answered(Completion completion, LocalDate today) {
        return charged(Said.of(completion), rejected, completion.usage(), today);
    }

    /** An answer that is of no use: the LLM declined, which stands; or it was no answer, which goes back to it. */
    Draft wasted(LlmException why, Usage usage, LocalDate today) {
        if (why.reason() == LlmException.Reason.LlmDeclined) {
            var declined = new Said(null, null, List.of(), List.of(), null, List.of(), null, why.getMessage());
            return charged(declined, rejected, usage, today);
        }
        return charged(null, with(new Rejected("", why.reason().name(), why.getMessage())), usage, today);
    }

    private Draft charged(Said nowSaid, List<Rejected> nowRejected, Usage usage, LocalDate today) {
        var sameDay = today.toString().equals(day);
        return new Draft(
                key,
                nowSaid,
                nowRejected,
                usage.model(),
                (sameDay ? inputTokens : 0) + usage.inputTokens(),
                (sameDay ? outputTokens : 0) + usage.outputTokens(),
                (sameDay ? calls : 0) + 1,
                today.toString());
    }

    private List<Rejected> with(Rejected one) {
        var all = new ArrayList<>(rejected);
        all.add(one);
        return all;
    }

    /** The SQL did not hold: the LLM is to be asked again. */
    Draft rejected(String reason, String message) {
        return new Draft(
                key,
                null,
                with(new Rejected(said.sql(), reason, message)),
                model,
                inputTokens,
                outputTokens,
                calls,
                day);
    }

    @JsonIgnore
    List<Attempt> attempts() {
        return rejected.stream().map(r -> new Attempt(r.sql(), r.message())).toList();
    }

    /** Tokens used on a day. */
    long tokensOn(LocalDate date) {
        return date.toString().equals(day) ? inputTokens + outputTokens : 0;
    }
}
