package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What was made for the orchestrator, and what became of its runs. */
@ApiType
@RecordBuilder
public record DeploymentStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,

        @JsonPropertyDescription("Whether the orchestrator's objects are made and, if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The ConfigMaps made for the orchestrator: mount all of them as one folder.")
        List<String> configMaps,

        @JsonPropertyDescription(
                "Immutable copies of these ConfigMaps, for whoever pins: those of the last three versions stay.")
        List<String> copies,

        @JsonPropertyDescription("The files in the project's repository, by their paths from its root.")
        List<String> files,

        @JsonPropertyDescription("The CronJob made.") String cronJob,

        @JsonPropertyDescription("What was made on the orchestrator itself: its kind, id and URL.")
        Remote remote,

        @JsonPropertyDescription("The commit that runs are pinned to.")
        String commit,

        @JsonPropertyDescription(
                "The commit that the policy would run next: write it into spec.commits.commit to" + " approve it.")
        String candidate,

        @JsonPropertyDescription("Hash of what was made: it changes when, and only when, that does.")
        String hash,

        @JsonPropertyDescription("How many models are run.") Integer nodes,

        @JsonPropertyDescription("The names of the models that are run; the dbt project has an exposure of them.")
        List<String> models,

        @JsonPropertyDescription("The last run that was told of.")
        Run lastRun,

        @JsonPropertyDescription("The last run that succeeded.")
        Run lastSuccess,

        @JsonPropertyDescription("The commits that runs succeeded with, newest first.")
        List<String> succeeded,

        @JsonPropertyDescription("The schedule by which runs are expected; not there where none are.")
        Scheduled scheduled,

        @JsonPropertyDescription("The annotation intalgo.dev/run that was answered by a run last.")
        String runRequest,

        @JsonPropertyDescription("The annotation intalgo.dev/full-refresh that was answered by a successful run last.")
        String fullRefresh)
        implements DeploymentStatusBuilder.With, Conditioned {

    /** A status that says nothing yet. */
    public static final DeploymentStatus EMPTY =
            DeploymentStatusBuilder.builder().build();

    public DeploymentStatus {
        conditions = Api.copy(conditions);
        configMaps = Api.copy(configMaps);
        copies = Api.copy(copies);
        files = Api.copy(files);
        models = Api.copy(models);
        succeeded = Api.copy(succeeded);
    }

    /** A thing that was made on an orchestrator, by its API. */
    @ApiType
    public record Remote(
            @JsonPropertyDescription("What it is: Job.") String kind,

            @JsonPropertyDescription("The id that the orchestrator gave it.")
            String id,

            @JsonPropertyDescription("Where people see it.") String url) {}

    /** When runs are expected. */
    @ApiType
    public record Scheduled(
            @JsonPropertyDescription("Five fields, and the time zone.")
            String schedule,

            @JsonPropertyDescription("Since when it is so: no run is late that was due before.")
            String since) {}

    /** A run. */
    @ApiType
    @RecordBuilder
    public record Run(
            @JsonPropertyDescription("What the orchestrator calls it; else the name of its pod.")
            String id,

            @JsonPropertyDescription("The commit that it ran.")
            String commit,

            @JsonPropertyDescription("When it began.") String startedAt,

            @JsonPropertyDescription("When it was done.") String finishedAt,

            @JsonPropertyDescription("How long it took, in seconds.")
            Double seconds,

            @JsonPropertyDescription("Whether all of it succeeded; not there while pods of it are awaited.")
            Boolean succeeded,

            @JsonPropertyDescription("How many models, seeds and snapshots were built.")
            Integer built,

            @JsonPropertyDescription("How many tests passed.")
            Integer passed,

            @JsonPropertyDescription("How many rows were written, where the database tells.")
            Long rows,

            @JsonPropertyDescription("The names of models and tests that failed, at most 50.")
            List<String> failed,

            @JsonPropertyDescription("What went wrong first.")
            String message)
            implements DeploymentStatusRunBuilder.With {

        public Run {
            failed = Api.copy(failed);
        }
    }
}
