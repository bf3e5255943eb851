package dev.intalgo.operator.question;

import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.operator.answer.AnswerEngine;
import dev.intalgo.operator.answer.Brief;
import dev.intalgo.operator.answer.Check;
import dev.intalgo.operator.answer.ColumnPlan;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.answer.DraftBuilder;
import dev.intalgo.operator.answer.Verdict;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.ModelColumn;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.sql.PlainSql;
import dev.intalgo.operator.sql.SqlRejected;
import dev.intalgo.operator.sql.Target;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gets a Question SQL that dbt and the database accept, with what the cluster has for that. */
final class Drafting implements AnswerEngine.Surroundings<NotReady> {
    static final String STEP = "Validated";

    private static final ProjectTasks.Step VALIDATING =
            new ProjectTasks.Step(STEP, "Validating", "dbt and the database are checking the SQL.");

    private final Asking asking;
    private final Drafts drafts;
    private final ProjectTasks tasks;
    private final Subject subject;
    private final Peers peers;
    private final Conditions conditions;
    private final Brief brief;
    private QuestionStatus status;

    Drafting(
            Answering.Services services,
            Subject subject,
            Peers peers,
            Conditions conditions,
            String key,
            QuestionStatus status) {
        this.asking = services.asking();
        this.drafts = services.drafts();
        this.tasks = services.tasks();
        this.subject = subject;
        this.peers = peers;
        this.conditions = conditions;
        this.brief = subject.brief(key, peers.withModels(subject));
        this.status = status;
    }

    /** As far as it is known. */
    QuestionStatus status() {
        return status;
    }

    /** The SQL that a person wrote in the Question. */
    Answer byHand() throws NotReady {
        status = status.withUsage(null);
        var verdict = check(Said.byHand(subject.question().getSpec().sql()), Draft.empty(brief.key()));
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted(accepted, accepted.findings());
            case Verdict.Refused refused ->
                throw NotReady.failed(STEP, refused.reason(), "spec.sql: " + refused.message());
        };
    }

    /** Whether an answer still holds over tables that have changed. */
    Verdict again(Answer known) throws NotReady {
        var sql = PlainSql.of(known.sql(), brief.adapter().name());
        if (sql.isEmpty()) {
            return new Verdict.Refused("TemplateSyntax", "It has Jinja other than source() and ref().");
        }
        var columns = known.columns().stream()
                .map(c -> new ColumnPlan(c.name(), c.description()))
                .toList();
        var said = new Said(
                sql.get(), known.description(), columns, known.grain(), known.joins(), null, List.of(), null, null);
        var draft = DraftBuilder.builder()
                .key(brief.key())
                .model(known.llm())
                .inputTokens(known.inputTokens())
                .outputTokens(known.outputTokens())
                .build();
        return check(said, draft);
    }

    /** SQL that a person edited in the repository, with what dbt and the database say of it. */
    Answer edited(Answer theirs) throws NotReady {
        status = status.withSql(theirs.sql()).withSqlHash(theirs.sqlHash());
        return switch (verdict(Check.edited(brief, theirs))) {
            case Verdict.Accepted accepted -> described(theirs, accepted);
            case Verdict.Refused refused ->
                throw NotReady.failed(
                        STEP,
                        "EditRefused",
                        "The SQL that a person edited in the repository does not hold: %s%nCorrect it there, or take the edit back with the annotation %s=%s."
                                .formatted(refused.message(), Subject.REVERT, theirs.sqlHash()));
        };
    }

    private Answer described(Answer theirs, Verdict.Accepted accepted) {
        var descriptions = theirs.columns().stream()
                .collect(Collectors.toMap(ModelColumn::name, ModelColumn::description, (a, b) -> a));
        var checked = accepted(accepted, accepted.findings());
        return theirs.withColumns(checked.columns().stream()
                        .map(c -> new ModelColumn(c.name(), c.type(), descriptions.getOrDefault(c.name(), "")))
                        .toList())
                .withReferences(checked.references())
                .withSlice(checked.slice())
                .withGrain(checked.grain())
                // They were said of SQL that is no longer there.
                .withJoins(List.of())
                .withWarnings(checked.warnings())
                .withChecked(theirs.sqlHash());
    }

    /** An answer that {@link #again} accepts, with what people have said of it. */
    Answer still(Answer known, Verdict.Accepted accepted) {
        return accepted(accepted, accepted.findings()).withConfirmed(known.confirmed());
    }

    /**
     * The LLM's answer.
     *
     * @param before SQL that does not hold, for the LLM to do better; null if there is none
     */
    Answer byLlm(Draft.Rejected before) throws NotReady {
        var waitsFor = peers.unbuiltModelInText();
        if (waitsFor.isPresent()) {
            throw peers.waiting(waitsFor.get());
        }
        // Over other tables, or with other functions, an answer may be found where there was none.
        var around = List.of(brief.key(), brief.known().hash(), String.join(" ", new TreeSet<>(brief.functions())));
        var asked = Hashes.of(
                before == null
                        ? around
                        : Stream.concat(around.stream(), Stream.of(before.sql(), before.message()))
                                .toList());
        var draft = drafts.load(subject.question())
                .map(d -> d.key().equals(asked) ? d : d.restarted(asked))
                .orElseGet(() -> Draft.empty(asked));
        if (before != null && draft.rejected().isEmpty()) {
            draft = draft.with(before);
        }
        var engine = new AnswerEngine<>(this, draft);
        try {
            return answered(engine.run());
        } finally {
            usage(engine.draft());
        }
    }

    private Answer answered(AnswerEngine.Outcome outcome) throws NotReady {
        return switch (outcome) {
            case AnswerEngine.Outcome.Answered answered -> accepted(answered.accepted(), answered.warnings());
            case AnswerEngine.Outcome.Unanswered unanswered -> throw unanswered(unanswered.said());
            case AnswerEngine.Outcome.GaveUp gaveUp -> {
                status = gaveUp.last().sql().isEmpty()
                        ? status
                        : status.withSql(gaveUp.last().sql());
                throw NotReady.failed(
                        gaveUp.last().sql().isEmpty() ? Asking.STEP : STEP,
                        gaveUp.last().reason(),
                        "The LLM's answers do not hold, and %s; the last error: %s\nAsk in other words, describe the tables better, or write spec.sql."
                                .formatted(gaveUp.why(), gaveUp.last().message()));
            }
        };
    }

    private Answer accepted(Verdict.Accepted accepted, List<String> warnings) {
        status = status.withPreview(accepted.preview());
        return accepted.answer().withWarnings(warnings);
    }

    private NotReady unanswered(Said said) {
        if (said.declined() != null) {
            return NotReady.failed(Asking.STEP, "LlmDeclined", said.declined() + " Ask in other words.");
        }
        if (said.clarification() != null) {
            status = status.withClarification(new QuestionStatus.Clarification(said.clarification(), said.choices()));
            return NotReady.failed(
                    Asking.STEP,
                    "NeedsClarification",
                    said.clarification() + " Answer in spec.clarifications, or say it in spec.text.");
        }
        status = status.withMissing(said.missing());
        return NotReady.failed(Asking.STEP, "NotInData", "The data cannot answer this: " + said.missing());
    }

    private void usage(Draft draft) {
        status = status.withUsage(
                new QuestionStatus.Usage(draft.model(), draft.inputTokens(), draft.outputTokens(), draft.calls()));
    }

    @Override
    public Draft ask(Draft draft) throws NotReady {
        if (conditions.isNews(Asking.STEP)) {
            // Before the minute that it may take.
            throw draft.rejected().isEmpty()
                    ? NotReady.continuing(Asking.STEP, "Asking", "The LLM is being asked.", Duration.ofMillis(1))
                    : NotReady.continuing(
                            Asking.STEP,
                            "Repairing",
                            "The LLM is being asked for a better answer; what was wrong: "
                                    + draft.rejected().getLast().message(),
                            Duration.ofMillis(1));
        }
        return asking.ask(subject, brief, draft);
    }

    @Override
    public Verdict check(Said said, Draft draft) throws NotReady {
        status = status.withSql(said.sql());
        Check check;
        try {
            check = Check.of(brief, said, draft);
        } catch (SqlRejected rejected) {
            return new Verdict.Refused(rejected.reason().name(), rejected.getMessage());
        }
        return verdict(check);
    }

    private Verdict verdict(Check check) throws NotReady {
        var models = check.references().stream()
                .flatMap(t ->
                        t instanceof Target.Ref(String model) ? List.of(model).stream() : List.<String>of().stream())
                .toList();
        var unbuilt = peers.unbuiltModel(models);
        if (unbuilt.isPresent()) {
            // For the others to see who waits for whom.
            status = status.withReferences(Check.names(check.references()));
            throw peers.waiting(unbuilt.get());
        }
        return check.verdict(tasks.done(subject, "validate", check.task(), check.essence(), VALIDATING, conditions));
    }

    @Override
    public void keep(Draft draft) {
        drafts.save(subject.question(), draft);
    }
}
