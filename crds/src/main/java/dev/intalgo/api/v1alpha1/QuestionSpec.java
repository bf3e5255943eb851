package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** A question, and what its answer should become. */
@ApiType
@RecordBuilder
@ValidationRule(
        value = "!has(self.materialized) || self.mode == 'Model'",
        message = "materialized is for mode Model: an analysis is not kept in the database")
public record QuestionSpec(
        @Required
        @ValidationRule(value = "self == oldSelf", message = "projectRef cannot be changed: make a new Question")
        @JsonPropertyDescription("The project that the answer becomes a part of. Cannot be changed.")
        ObjectRef projectRef,

        @Required
        @Size(min = 1, max = 4000)
        @Pattern("\\S")
        @JsonPropertyDescription("The question, in plain words: Which ten customers spent the most last month?")
        String text,

        @Size(max = 10)
        @JsonPropertyDescription("What the LLM asked back (status.clarification), each with its answer. They stay, so"
                + " that everybody sees what the question was taken to mean.")
        List<Clarification> clarifications,

        @Default("Analysis")
        @JsonPropertyDescription("Analysis: a query in the repository, run when somebody wants it. Model: a dbt model,"
                + " which is built in the database and which later questions can use.")
        Mode mode,

        @Pattern(Api.DBT_NAME)
        @JsonPropertyDescription("The name of the model or analysis. The object's name, with _ for -, if not given."
                + " Changing it renames the model and every reference to it.")
        String name,

        @JsonPropertyDescription("How the model is kept in the database. As the project says if not given.")
        Materialization materialized,

        @Size(min = 1, max = 100000)
        @Pattern("\\S")
        @JsonPropertyDescription(
                "The answer written by hand: one SELECT over tables of the Connection and models of the"
                        + " project, by their names in the database. No LLM is asked.")
        String sql,

        @Default("Retain")
        @JsonPropertyDescription("What becomes of the answer's files when the Question is deleted. Retain: they stay in"
                + " the repository. Delete: a commit takes them out, unless other models read this one.")
        DeletionPolicy deletionPolicy,

        @Default("false")
        @JsonPropertyDescription("Drops what dbt built in the database when the Question is deleted with deletionPolicy"
                + " Delete, renamed, or made an Analysis. It stays otherwise.")
        Boolean dropRelation,

        @Default("false")
        @JsonPropertyDescription(
                "Leaves a view of the old name when a model is renamed, for those who query it outside" + " of dbt.")
        Boolean keepOldName,

        @Size(max = 50) @JsonPropertyDescription("dbt tags of the model, besides the project's.")
        List<@Size(min = 1, max = 63) @Pattern("^[A-Za-z0-9_][-A-Za-z0-9_.:/]*$") String> tags) {

    public QuestionSpec {
        clarifications = Api.copy(clarifications);
        mode = Api.or(mode, Mode.ANALYSIS);
        deletionPolicy = Api.or(deletionPolicy, DeletionPolicy.RETAIN);
        dropRelation = Api.or(dropRelation, false);
        keepOldName = Api.or(keepOldName, false);
        tags = Api.copy(tags);
    }

    /** A question back and its answer. */
    @ApiType
    public record Clarification(
            @Required
            @Size(min = 1, max = 1000)
            @JsonPropertyDescription("What the LLM asked, as in status.clarification.question.")
            String question,

            @Required
            @Size(min = 1, max = 1000)
            @Pattern("\\S")
            @JsonPropertyDescription("The answer: one of the choices, or any other text.")
            String answer) {}

    /** What an answer becomes. */
    public enum Mode {
        @JsonProperty("Analysis")
        ANALYSIS,
        @JsonProperty("Model")
        MODEL
    }

    /** What becomes of an answer without its Question. */
    public enum DeletionPolicy {
        @JsonProperty("Retain")
        RETAIN,
        @JsonProperty("Delete")
        DELETE
    }
}
