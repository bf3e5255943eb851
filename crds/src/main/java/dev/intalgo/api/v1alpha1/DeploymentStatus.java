package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What was made for the orchestrator. */
@ApiType
@RecordBuilder
public record DeploymentStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,

        @JsonPropertyDescription("Whether the orchestrator's objects are made and, if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The ConfigMaps made for the orchestrator.")
        List<String> configMaps,

        @JsonPropertyDescription("The CronJob made.") String cronJob,

        @JsonPropertyDescription("The commit that runs are pinned to.")
        String commit,

        @JsonPropertyDescription("Hash of what was made: it changes when, and only when, that does.")
        String hash,

        @JsonPropertyDescription("How many models are run.") Integer nodes,

        @JsonPropertyDescription("The names of the models that are run; the dbt project has an exposure of them.")
        List<String> models)
        implements DeploymentStatusBuilder.With, Conditioned {

    /** A status that says nothing yet. */
    public static final DeploymentStatus EMPTY =
            DeploymentStatusBuilder.builder().build();

    public DeploymentStatus {
        conditions = Api.copy(conditions);
        configMaps = Api.copy(configMaps);
        models = Api.copy(models);
    }
}
