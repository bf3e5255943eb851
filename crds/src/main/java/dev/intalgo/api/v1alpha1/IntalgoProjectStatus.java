package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** Where a project stands. */
@ApiType
@RecordBuilder
public record IntalgoProjectStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,

        @JsonPropertyDescription("Whether the project is ready and, if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The commit at the head of the branch, as last seen.")
        String commit,

        @JsonPropertyDescription("Where to clone the repository from.")
        String cloneUrl,

        @JsonPropertyDescription("Hash of the Connection's catalog that the project's sources were written from.")
        String catalog,

        @JsonPropertyDescription("What the Connection's DataHub server shows of the project.")
        Published datahub,

        @JsonPropertyDescription("Where the repository is. Another spec.repository has its history moved there first.")
        IntalgoProjectSpec.Repository repository,

        @JsonPropertyDescription("Where the repository was before it was moved, newest first. What is there was left as"
                + " it is: remove it when you need it no more.")
        List<Retained> retained,

        @JsonPropertyDescription("The commit that is checked out on the claim or the network drive.")
        String stored,

        @JsonPropertyDescription(
                "The Deployments that are exposures of the dbt project, or have files in its repository.")
        List<String> exposures)
        implements IntalgoProjectStatusBuilder.With, Conditioned {

    /** A status that says nothing yet. */
    public static final IntalgoProjectStatus EMPTY =
            IntalgoProjectStatusBuilder.builder().build();

    public IntalgoProjectStatus {
        conditions = Api.copy(conditions);
        retained = Api.copy(retained);
        exposures = Api.copy(exposures);
    }

    /** A place that a repository was moved away from. */
    @ApiType
    public record Retained(
            @JsonPropertyDescription("Where it is, in words.")
            String place,

            @JsonPropertyDescription("Its last commit that was moved.")
            String commit,

            @JsonPropertyDescription("When it was moved.") String movedAt) {}

    /** What a DataHub server was given of a project. */
    @ApiType
    @RecordBuilder
    public record Published(
            @JsonPropertyDescription("The commit whose models it was given.")
            String commit,

            @JsonPropertyDescription("How many models there were.")
            Integer models,

            @JsonPropertyDescription("When it was given.") String publishedAt) {}
}
