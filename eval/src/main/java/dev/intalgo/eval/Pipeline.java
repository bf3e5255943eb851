package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.answer.AnswerEngine;
import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.Brief;
import dev.intalgo.operator.answer.Check;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.LlmSettings;
import dev.intalgo.operator.answer.Prompt;
import dev.intalgo.operator.answer.Verdict;
import dev.intalgo.operator.sql.SqlRejected;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The operator's own way from a question to SQL, with a worker in place of the cluster. */
final class Pipeline implements AnswerEngine.Surroundings<LlmException> {
    private final Asker asker;
    private final LlmSettings settings;
    private final Database database;
    private final Question question;
    private final Brief brief;
    /** What dbt made of the SQL that was checked last. */
    private String compiled;

    private Pipeline(Asker asker, LlmSettings settings, Database database, Question question) {
        this.asker = asker;
        this.settings = settings;
        this.database = database;
        this.question = question;
        this.brief = database.brief(question);
    }

    /**
     * How it went.
     *
     * @param compiled the SQL as dbt compiled it; null where there is no answer
     */
    record Run(AnswerEngine.Outcome outcome, Draft draft, String compiled) {}

    /** @throws LlmException where the LLM could not be asked */
    static Run run(Asker asker, LlmSettings settings, Database database, Question question) throws LlmException {
        Pipeline pipeline = new Pipeline(asker, settings, database, question);
        var engine = new AnswerEngine<>(pipeline, Draft.empty(pipeline.brief.key()));
        AnswerEngine.Outcome outcome = engine.run();
        return new Run(
                outcome, engine.draft(), outcome instanceof AnswerEngine.Outcome.Answered ? pipeline.compiled : null);
    }

    @Override
    public Draft ask(Draft draft) throws LlmException {
        Prompt prompt = Prompt.of(brief, database.schemaText(question), List.of());
        return asker.ask(settings, prompt, draft, LocalDate.now(ZoneOffset.UTC));
    }

    @Override
    public Verdict check(Said said, Draft draft) {
        Check check;
        try {
            check = Check.of(brief, said, draft);
        } catch (SqlRejected rejected) {
            return new Verdict.Refused(rejected.reason().name(), rejected.getMessage());
        }
        JsonNode result = database.validate(check.task());
        compiled = result.path("compiledSql").asText();
        return check.verdict(result);
    }

    @Override
    public void keep(Draft draft) {
        // Nothing stops it half-way here.
    }
}
