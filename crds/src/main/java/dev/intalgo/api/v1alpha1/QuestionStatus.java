package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** A question's answer. */
@ApiType
@RecordBuilder
public record QuestionStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,

        @JsonPropertyDescription("Whether the question is answered and, if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The answer as dbt SQL. Where no answer was found, the last attempt.")
        String sql,

        @JsonPropertyDescription("Names this SQL in the annotations intalgo.dev/confirmed and intalgo.dev/rejected, by"
                + " which a person says that it is right, or is not and why.")
        String sqlHash,

        @JsonPropertyDescription("The answer's file in the repository.")
        String path,

        @JsonPropertyDescription("The commit that last changed the answer, or at which it was found in the repository.")
        String commit,

        @JsonPropertyDescription("The commit that the model was last built from in the database.")
        String builtCommit,

        @JsonPropertyDescription("What dbt built in the database, as database.schema.name.")
        String relation,

        @JsonPropertyDescription(
                "What dbt built for it under earlier names, or while it was a model, and is still in the"
                        + " database. spec.dropRelation has it dropped.")
        List<String> leftRelations,

        @JsonPropertyDescription("Where DataHub's web interface shows the model.")
        String datahub,

        @JsonPropertyDescription("What the answer reads: tables as source.schema.table, models as ref.name.")
        List<String> references,

        @JsonPropertyDescription("What the answer tells, in words.")
        String description,

        @JsonPropertyDescription("The columns that tell one row of the answer from another. Empty if unknown.")
        List<String> grain,

        @JsonPropertyDescription("How the LLM's SQL joins what it reads, one sentence for each join.")
        List<String> joins,

        @JsonPropertyDescription("The answer's columns.") List<ColumnInfo> columns,

        @JsonPropertyDescription("What the answer cost.") Usage usage,

        @JsonPropertyDescription("What the LLM needs to know before it can answer. Answer it in spec.clarifications,"
                + " or say it in spec.text.")
        Clarification clarification,

        @JsonPropertyDescription("What the question asks for that is not in the database.")
        String missing,

        @JsonPropertyDescription("The answer's first rows, where the project shares them.")
        List<List<String>> preview,

        @JsonPropertyDescription("What is worth a look though it does not stop the answer.")
        List<String> warnings,

        @JsonPropertyDescription("Hash of what the answer depends on: the same question is not asked twice.")
        String key,

        @JsonPropertyDescription("Where the answer is reviewed, for a project with approval PullRequest.")
        PullRequest pullRequest)
        implements QuestionStatusBuilder.With, Conditioned {

    /** A status that says nothing yet. */
    public static final QuestionStatus EMPTY = QuestionStatusBuilder.builder().build();

    public QuestionStatus {
        conditions = Api.copy(conditions);
        leftRelations = Api.copy(leftRelations);
        references = Api.copy(references);
        grain = Api.copy(grain);
        joins = Api.copy(joins);
        columns = Api.copy(columns);
        preview = Api.copy(preview);
        warnings = Api.copy(warnings);
    }

    /** Where an answer is reviewed. */
    @ApiType
    @RecordBuilder
    public record PullRequest(
            @JsonPropertyDescription("The branch that the answer is on.")
            String branch,

            @JsonPropertyDescription("The pull request's number. Not there where the server has no pull requests.")
            Long number,

            @JsonPropertyDescription("Where people see it.") String url,

            @JsonPropertyDescription("Open, Merged or Closed.")
            String state,

            @JsonPropertyDescription("The branch's newest commit that the operator made or found.")
            String commit) {}

    /** What an answer cost. */
    @ApiType
    @RecordBuilder
    public record Usage(
            @JsonPropertyDescription("The LLM that answered. Not there for SQL written by hand.")
            String model,

            @JsonPropertyDescription("Tokens that the LLM read, over all calls.")
            Long inputTokens,

            @JsonPropertyDescription("Tokens that the LLM wrote, over all calls.")
            Long outputTokens,

            @JsonPropertyDescription("How often the LLM was asked. 0: the answer was in the repository.")
            Integer calls) {}

    /** What the LLM asks back. */
    @ApiType
    public record Clarification(
            @JsonPropertyDescription("What the LLM asks.") String question,

            @JsonPropertyDescription("Answers that it proposes.")
            List<String> choices) {

        public Clarification {
            choices = Api.copy(choices);
        }
    }
}
