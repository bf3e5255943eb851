package dev.intalgo.operator.answer;

import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.intalgo.operator.dbt.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns a {@link Prompt} into the messages of a chat. */
public final class Prompts {
    /** Part of a question's key: raise it whenever a change should make the LLM answer anew. */
    public static final String VERSION = "1";

    private static final int QUESTION = 4_000;
    private static final int INSTRUCTIONS = 8_000;
    private static final int EXAMPLE = 6_000;
    private static final int CLARIFICATION = 2_100;
    private static final int SQL = 20_000;
    private static final int ERROR = 4_000;
    private static final String SYSTEM = resource("/prompts/answer.txt");

    private Prompts() {}

    static void addTo(ChatCompletionCreateParams.Builder chat, Prompt prompt, List<Attempt> earlier) {
        chat.addSystemMessage(SYSTEM);
        chat.addUserMessage(question(prompt));
        for (Attempt attempt : earlier) {
            if (!attempt.sql().isBlank()) {
                chat.addAssistantMessage(Reply.ofSql(Untrusted.block(attempt.sql(), SQL)));
            }
            chat.addUserMessage("That was not accepted:\n" + Untrusted.tagged("error", attempt.error(), ERROR)
                    + "\nGive a complete corrected answer.");
        }
    }

    /**
     * What changes from one question of a project to the next comes last: providers cache what a prompt begins with.
     */
    static String question(Prompt prompt) {
        List<String> parts = new ArrayList<>();
        parts.add("SQL dialect: " + Untrusted.line(prompt.dialect(), 40));
        if (!prompt.instructions().isBlank()) {
            parts.add(Untrusted.tagged("instructions", prompt.instructions(), INSTRUCTIONS));
        }
        String schema = prompt.schemaText().stripTrailing();
        parts.add(Untrusted.tagged("schema", schema, schema.length())); // It was made to the project's measure.
        for (Example example : prompt.examples()) {
            parts.add(Untrusted.tagged(
                    "example", "Question: " + example.question() + "\nSQL: " + example.sql(), EXAMPLE));
        }
        parts.add(
                prompt.mode().equalsIgnoreCase("model")
                        ? "The SELECT becomes a dbt model, on which others will build: keep its rows at a clear grain,"
                                + " without LIMIT unless the question asks for a number of rows."
                        : "The SELECT becomes an analysis: a query that somebody runs to read its result.");
        parts.add(Untrusted.tagged("question", prompt.question(), QUESTION));
        for (Exchange clarification : prompt.clarifications()) {
            parts.add(Untrusted.tagged(
                    "clarification",
                    "You asked: " + clarification.question() + "\nThe answer: " + clarification.answer(),
                    CLARIFICATION));
        }
        return String.join("\n\n", parts);
    }

    private static String resource(String path) {
        try (InputStream in = Prompts.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
