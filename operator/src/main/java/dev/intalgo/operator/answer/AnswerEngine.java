package dev.intalgo.operator.answer;

import dev.intalgo.operator.answer.Draft.Ballot;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.answer.Verdict.Accepted;
import dev.intalgo.operator.answer.Verdict.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a question to SQL that the database accepts: ask, check, and ask again with what was wrong. It goes on from a
 * {@link Draft}, so it may be stopped anywhere and run again.
 *
 * @param <X> what stops it for now
 */
public final class AnswerEngine<X extends Exception> {
    private final Surroundings<X> around;
    private Draft draft;

    /** What it needs from the world. */
    public interface Surroundings<X extends Exception> {
        /** Asks the LLM, see {@link Asker}; the outcome is kept before this returns, because it was paid for. */
        Draft ask(Draft draft) throws X;

        /** What dbt and the database say to the SQL, see {@link Check}. */
        Verdict check(Said said, Draft draft) throws X;

        /** Keeps the draft for the next run. */
        void keep(Draft draft) throws X;
    }

    /** How it ended. */
    public sealed interface Outcome {
        /** With SQL; the findings that are left are {@code warnings}. */
        record Answered(Accepted accepted, List<String> warnings) implements Outcome {}

        /** With an answer that is no SQL: a question back, what is missing, or a refusal. */
        record Unanswered(Said said) implements Outcome {}

        /** Without SQL that holds: {@code last} is what was wrong last, {@code why} why it is not tried again. */
        record GaveUp(Draft.Rejected last, String why) implements Outcome {}
    }

    /** @param draft an empty one, or what an earlier run has kept */
    public AnswerEngine(Surroundings<X> around, Draft draft) {
        this.around = around;
        this.draft = draft;
    }

    /** As far as it got. */
    public Draft draft() {
        return draft;
    }

    public Outcome run() throws X {
        while (true) {
            if (!draft.candidates().isEmpty()) {
                elect();
            } else if (draft.said() == null) {
                Optional<String> stop = Repair.stop(draft.attempts());
                if (stop.isPresent() && draft.held() == null) {
                    return new Outcome.GaveUp(draft.rejected().getLast(), stop.get());
                }
                draft = stop.isPresent() ? draft.settled() : around.ask(draft);
            } else if (draft.said().sql() == null && draft.held() != null) {
                draft = draft.settled();
            } else if (draft.said().sql() == null) {
                return new Outcome.Unanswered(draft.said());
            } else if (draft.held() == null && repeated().isPresent()) {
                // The database might take it: what a person rejected runs.
                draft = draft.rejected(
                        repeated().get().reason(), repeated().get().message());
                around.keep(draft);
            } else {
                Optional<Outcome> outcome = judge(around.check(draft.said(), draft));
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                around.keep(draft);
            }
        }
    }

    private Optional<Draft.Rejected> repeated() {
        return Repair.before(draft.rejected(), draft.said().sql());
    }

    private Optional<Outcome> judge(Verdict verdict) {
        Said said = draft.said();
        boolean settled = draft.held() != null;
        switch (verdict) {
            case Accepted accepted
            when accepted.findings().isEmpty() || settled -> {
                List<String> warnings = new ArrayList<>(draft.remarks());
                warnings.addAll(accepted.findings());
                return Optional.of(new Outcome.Answered(accepted, warnings));
            }
            case Accepted accepted ->
                draft = draft.questioned("It runs, but this may be wrong. Correct it, or give the same SQL again if it"
                        + " is meant so:\n- " + String.join("\n- ", accepted.findings()));
            // What was held ran before; where it runs no more it is as wrong as any other.
            case Refused refused
            when settled && said.equals(draft.held()) ->
                draft = draft.withHeld(null).rejected(refused.reason(), refused.message());
            case Refused _ when settled -> draft = draft.settled();
            case Refused refused -> draft = draft.rejected(refused.reason(), refused.message());
        }
        return Optional.empty();
    }

    /** Checks each candidate and takes one of those that most agree with, the first of them. */
    private void elect() throws X {
        List<Said> candidates = draft.candidates();
        while (draft.ballots().size() < candidates.size()) {
            Said next = candidates.get(draft.ballots().size());
            draft = draft.with(next.sql() == null ? new Ballot(kind(next), null, null) : ballot(next));
            around.keep(draft);
        }
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (draft.ballots().get(i).result() != null) {
                groups.computeIfAbsent(draft.ballots().get(i).result(), k -> new ArrayList<>())
                        .add(i);
            }
        }
        // The first of those of the same size: max() would take the last.
        List<Integer> largest = groups.values().stream()
                .reduce((a, b) -> b.size() > a.size() ? b : a)
                .orElse(List.of());
        if (largest.isEmpty()) {
            draft = draft.noneElected();
        } else {
            boolean majority = 2 * largest.size() > candidates.size();
            draft = draft.elected(
                    largest.getFirst(),
                    majority
                            ? null
                            : "Only %d of %d candidates agree on this answer."
                                    .formatted(largest.size(), candidates.size()));
        }
        around.keep(draft);
    }

    private Ballot ballot(Said candidate) throws X {
        return switch (around.check(candidate, draft)) {
            case Accepted accepted -> new Ballot("rows " + accepted.result(), null, null);
            case Refused refused -> new Ballot(null, refused.reason(), refused.message());
        };
    }

    private static String kind(Said said) {
        if (said.clarification() != null) {
            return "clarification";
        }
        return said.missing() != null ? "missing" : "declined";
    }
}
