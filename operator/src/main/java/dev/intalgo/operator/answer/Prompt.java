package dev.intalgo.operator.answer;

/**
 * A question with all that the LLM is told about it. Everything but {@code mode} and {@code dialect} is untrusted text.
 *
 * @param question     the question, in plain words
 * @param mode         {@code Model} or {@code Analysis}
 * @param dialect      the database's SQL, for example {@code postgres}
 * @param instructions what the project says about its data, or empty
 * @param schemaText   the tables and models, from {@link SchemaText}
 */
public record Prompt(String question, String mode, String dialect, String instructions, String schemaText) {
    public Prompt {
        instructions = instructions == null ? "" : instructions;
    }
}
