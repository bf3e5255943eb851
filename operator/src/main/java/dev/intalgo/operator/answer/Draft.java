package dev.intalgo.operator.answer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the LLM has said to a question so far. It is kept, so that a restart asks nothing twice.
 *
 * @param key          the hash of what was asked; a draft of another key is out of date
 * @param candidates   several answers to the same question, of which one is still to be chosen; mostly empty
 * @param ballots      what became of the first of the candidates, in their order
 * @param said         the last word, null while there is none that still stands
 * @param held         an answer that the database accepts and that has findings, while the LLM is asked for a better
 * @param rejected     answers that did not hold, with the errors that went back to the LLM, oldest first
 * @param remarks      what is worth knowing of how the answer was chosen
 * @param model        the LLM that answered
 * @param inputTokens  tokens that the LLM read, all calls together
 * @param outputTokens tokens that it wrote
 * @param calls        how often it was asked
 * @param day          the UTC day of the last call; the tokens count against this day's budget
 */
@RecordBuilder
public record Draft(
        String key,
        List<Said> candidates,
        List<Ballot> ballots,
        Said said,
        Said held,
        List<Rejected> rejected,
        List<String> remarks,
        String model,
        long inputTokens,
        long outputTokens,
        int calls,
        String day)
        implements DraftBuilder.With {

    /** SQL that did not hold, empty where there was none; and why by a stable reason and in words. */
    public record Rejected(String sql, String reason, String message) {}

    /**
     * What became of a candidate.
     *
     * @param result the same for candidates that say the same; null where it was refused
     * @param reason why it was refused, else null
     */
    public record Ballot(String result, String reason, String message) {}

    /** An answer: exactly one of {@code sql}, {@code clarification}, {@code missing}, {@code declined} is set. */
    public record Said(
            String sql,
            String description,
            List<ColumnPlan> columns,
            List<String> grain,
            List<String> joins,
            String clarification,
            List<String> choices,
            String missing,
            String declined) {

        public Said {
            joins = joins == null ? List.of() : List.copyOf(joins);
        }

        /** SQL that a person wrote. */
        public static Said byHand(String sql) {
            return new Said(sql, "", List.of(), List.of(), List.of(), null, List.of(), null, null);
        }

        static Said of(Completion completion) {
            return switch (completion) {
                case Completion.Sql c ->
                    new Said(c.sql(), c.description(), c.columns(), c.grain(), c.joins(), null, List.of(), null, null);
                case Completion.Clarify c ->
                    new Said(null, null, List.of(), List.of(), List.of(), c.question(), c.choices(), null, null);
                case Completion.NotInData c ->
                    new Said(null, null, List.of(), List.of(), List.of(), null, List.of(), c.missing(), null);
            };
        }

        static Said declined(String message) {
            return new Said(null, null, List.of(), List.of(), List.of(), null, List.of(), null, message);
        }
    }

    public Draft {
        candidates = candidates == null ? List.of() : List.copyOf(candidates);
        ballots = ballots == null ? List.of() : List.copyOf(ballots);
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
        remarks = remarks == null ? List.of() : List.copyOf(remarks);
    }

    public static Draft empty(String key) {
        return DraftBuilder.builder().key(key).build();
    }

    /** For a new question, keeping what today's calls for the old one cost. */
    public Draft restarted(String newKey) {
        return DraftBuilder.builder()
                .key(newKey)
                .model(model)
                .inputTokens(inputTokens)
                .outputTokens(outputTokens)
                .calls(calls)
                .day(day)
                .build();
    }

    /** The LLM's answers to one asking; several are candidates, of which one is to be chosen. */
    public Draft answered(List<Completion> completions, LocalDate today) {
        List<Said> all = completions.stream().map(Said::of).toList();
        Draft next = all.size() == 1 ? withSaid(all.getFirst()) : withCandidates(all);
        for (Completion completion : completions) {
            next = next.charged(completion.usage(), today);
        }
        return next;
    }

    /** An answer that is of no use: the LLM declined, which stands; or it was no answer, which goes back to it. */
    public Draft wasted(LlmException why, Usage usage, LocalDate today) {
        return (why.reason() == LlmException.Reason.LlmDeclined
                        ? withSaid(Said.declined(why.getMessage()))
                        : with(new Rejected("", why.reason().name(), why.getMessage())))
                .charged(usage, today);
    }

    Draft charged(Usage usage, LocalDate today) {
        boolean sameDay = today.toString().equals(day);
        return DraftBuilder.builder(this)
                .model(usage.model())
                .inputTokens((sameDay ? inputTokens : 0) + usage.inputTokens())
                .outputTokens((sameDay ? outputTokens : 0) + usage.outputTokens())
                .calls((sameDay ? calls : 0) + 1)
                .day(today.toString())
                .build();
    }

    /** The SQL did not hold: the LLM is to be asked again. */
    Draft rejected(String reason, String message) {
        return withSaid(null).with(new Rejected(said.sql(), reason, message));
    }

    /** SQL that was there before did not hold: the LLM is told so from the start. */
    public Draft with(Rejected one) {
        return withRejected(Stream.concat(rejected.stream(), Stream.of(one)).toList());
    }

    /** The answer holds, but for what was found: the LLM is asked once for a better one. */
    Draft questioned(String findings) {
        return withHeld(said).rejected("Findings", findings);
    }

    /** The answer that is held, because no better one comes. */
    public Draft settled() {
        return withSaid(held).withCandidates(List.of()).withBallots(List.of());
    }

    Draft with(Ballot ballot) {
        List<Ballot> all = new ArrayList<>(ballots);
        all.add(ballot);
        return withBallots(all);
    }

    /** One of the candidates was chosen. */
    Draft elected(int index, String remark) {
        return DraftBuilder.builder(this)
                .said(candidates.get(index))
                .candidates(List.of())
                .ballots(List.of())
                .remarks(remark == null ? List.of() : List.of(remark))
                .build();
    }

    /** None of the candidates holds: the LLM is told of the first, as if it were the only one. */
    Draft noneElected() {
        Ballot first = ballots.getFirst();
        return withCandidates(List.of())
                .withBallots(List.of())
                .with(new Rejected(candidates.getFirst().sql(), first.reason(), first.message()));
    }

    @JsonIgnore
    public List<Attempt> attempts() {
        return rejected.stream().map(r -> new Attempt(r.sql(), r.message())).toList();
    }

    /** Tokens used on a day. */
    public long tokensOn(LocalDate date) {
        return date.toString().equals(day) ? inputTokens + outputTokens : 0;
    }
}
