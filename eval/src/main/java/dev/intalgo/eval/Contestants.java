package dev.intalgo.eval;

import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.intalgo.eval.Database.QueryFailed;
import dev.intalgo.eval.Score.End;
import dev.intalgo.operator.answer.AnswerEngine.Outcome;
import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import dev.intalgo.operator.answer.LlmSettings;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two ways from a question to rows: ours, and to ask the same LLM as anybody would. */
final class Contestants implements AutoCloseable {
    private static final Pattern FENCE = Pattern.compile("(?is)```(?:sql|postgres\\w*)?\\s+(.*?)```");
    private static final Pattern THOUGHTS = Pattern.compile("(?s)^\\s*<think(?:ing)?>.*?</think(?:ing)?>");
    private static final Pattern BEGINS_LIKE_SQL = Pattern.compile("(?i)^[\\s(]*(?:select|with)\\b");
    private static final Pattern LITERAL = Pattern.compile("'[^']*'");
    private static final Pattern READS = Pattern.compile("(?is)\\bfrom\\b");

    private final LlmClient llm = new LlmClient();
    private final Asker asker = new Asker(llm);
    private final LlmSettings settings;

    Contestants(LlmSettings settings) {
        this.settings = settings;
    }

    /** Through the operator's own classes. */
    Score pipeline(Database database, Question question, Predicate<Rows> right) {
        long start = System.nanoTime();
        try {
            Pipeline.Run run = Pipeline.run(asker, settings, database, question);
            double seconds = since(start);
            var draft = run.draft();
            var judged = switch (run.outcome()) {
                case Outcome.Answered _ -> judged(database, run.compiled(), right);
                case Outcome.Unanswered unanswered ->
                    new Judged(End.REFUSED, unanswered.said().toString());
                case Outcome.GaveUp gaveUp ->
                    new Judged(
                            End.FAILED,
                            gaveUp.last().reason() + ": " + gaveUp.last().message());
            };
            return new Score(
                    judged.end(),
                    judged.note(),
                    draft.rejected().size(),
                    draft.inputTokens(),
                    draft.outputTokens(),
                    seconds);
        } catch (LlmException e) {
            return unreached(e, start);
        }
    }

    /** With the same schema and the question in one prompt; the SQL in the reply runs as it is. */
    Score naive(Database database, Question question, Predicate<Rows> right) {
        long start = System.nanoTime();
        try {
            ChatCompletion completion = llm.complete(settings, naivePrompt(database, question));
            double seconds = since(start);
            String said = completion.choices().stream()
                    .findFirst()
                    .flatMap(choice -> choice.message().content())
                    .orElse("");
            Optional<CompletionUsage> usage = completion.usage();
            Judged judged = sql(said)
                    .map(sql -> judged(database, sql, right))
                    .orElse(new Judged(End.REFUSED, "no SQL: " + said));
            return new Score(
                    judged.end(),
                    judged.note(),
                    0,
                    usage.map(CompletionUsage::promptTokens).orElse(0L),
                    usage.map(CompletionUsage::completionTokens).orElse(0L),
                    seconds);
        } catch (LlmException e) {
            return unreached(e, start);
        }
    }

    private record Judged(End end, String note) {}

    private static Judged judged(Database database, String sql, Predicate<Rows> right) {
        if (!READS.matcher(LITERAL.matcher(sql).replaceAll("")).find()) {
            // It says something about no table: sorry, mostly.
            return new Judged(End.REFUSED, sql);
        }
        try {
            return new Judged(right.test(database.run(sql)) ? End.RIGHT : End.WRONG, sql);
        } catch (QueryFailed e) {
            return new Judged(End.FAILED, e.getMessage() + ": " + sql);
        }
    }

    private ChatCompletionCreateParams naivePrompt(Database database, Question question) {
        String prompt = "Write a " + database.adapter().title() + " query that answers the question. Reply with the SQL"
                + " alone.\n\n" + database.schemaText(question)
                + (question.instructions().isBlank() ? "" : "\n" + question.instructions() + "\n")
                + "\nQuestion: " + question.text();
        var chat = ChatCompletionCreateParams.builder().model(settings.model()).addUserMessage(prompt);
        Optional.ofNullable(settings.temperature()).ifPresent(chat::temperature);
        return chat.build();
    }

    /** The SQL in a reply: what is in a fence, else all that begins like SQL. */
    static Optional<String> sql(String reply) {
        String said = THOUGHTS.matcher(reply).replaceAll("").strip();
        Matcher fence = FENCE.matcher(said);
        String sql = fence.find() ? fence.group(1).strip() : said;
        return Optional.of(sql).filter(s -> BEGINS_LIKE_SQL.matcher(s).find());
    }

    private static Score unreached(LlmException e, long start) {
        return new Score(End.UNREACHED, e.getMessage(), 0, 0, 0, since(start));
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        llm.close();
    }
}
