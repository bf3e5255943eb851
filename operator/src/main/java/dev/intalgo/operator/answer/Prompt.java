package dev.intalgo.operator.answer;

import dev.intalgo.operator.dbt.Exchange;
import dev.intalgo.operator.dbt.Mode;
import java.util.List;

/**
 * A question with all that the LLM is told about it. Everything but {@code mode} and {@code dialect} is untrusted text.
 *
 * @param question       the question, in plain words
 * @param clarifications what the LLM asked back before, with a person's answers
 * @param mode           {@code Model} or {@code Analysis}
 * @param dialect        the database's SQL, for example {@code postgres}
 * @param instructions   what the project says about its data, or empty
 * @param schemaText     the tables and models, from {@link dev.intalgo.operator.retrieval.Retrieval}
 * @param examples       similar questions, whose answers a person stands for
 */
public record Prompt(
        String question,
        List<Exchange> clarifications,
        String mode,
        String dialect,
        String instructions,
        String schemaText,
        List<Example> examples) {
    public Prompt {
        clarifications = List.copyOf(clarifications);
        instructions = instructions == null ? "" : instructions;
        examples = List.copyOf(examples);
    }

    /** The prompt for a question over a part of the schema. */
    public static Prompt of(Brief brief, String schemaText, List<Example> examples) {
        return new Prompt(
                brief.text(),
                brief.clarifications(),
                brief.mode() == Mode.MODEL ? "Model" : "Analysis",
                brief.adapter().name(),
                brief.instructions(),
                schemaText,
                examples);
    }
}
