package dev.intalgo.operator.target;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How Airflow is to run it. Where something is empty, it is as Airflow's own configuration says.
 *
 * @param dagId the DAG's id, instead of one made from the Deployment's name
 * @param assets what starts a run instead of the schedule
 * @param pool the pool of its tasks
 * @param priority the tasks' priority_weight
 * @param queue the queue of its tasks
 * @param maxActiveRuns how many runs may go on at a time
 * @param maxActiveTasks how many tasks may go on at a time
 * @param startDate from when on the schedule counts
 * @param catchup whether times of the schedule that were missed are made up for
 * @param paused whether it is paused when Airflow sees it first
 * @param onFailure names of Python functions that are called when a run failed
 * @param onSuccess names of Python functions that are called when a run succeeded
 * @param deadline when a run should be done
 * @param kubernetesConnId the connection to the cluster
 * @param inCluster whether Airflow uses its own pod's ServiceAccount
 * @param deferrable whether the triggerer waits for pods
 */
@RecordBuilder
public record AirflowSettings(
        Optional<String> dagId,
        Optional<Assets> assets,
        Optional<String> pool,
        OptionalInt priority,
        Optional<String> queue,
        int maxActiveRuns,
        OptionalInt maxActiveTasks,
        Optional<LocalDate> startDate,
        boolean catchup,
        boolean paused,
        List<String> onFailure,
        List<String> onSuccess,
        Optional<Deadline> deadline,
        Optional<String> kubernetesConnId,
        Optional<Boolean> inCluster,
        Optional<Boolean> deferrable)
        implements AirflowSettingsBuilder.With {

    /** One run at a time, and else as Airflow does of its own accord. */
    public static final AirflowSettings DEFAULT = AirflowSettingsBuilder.builder()
            .maxActiveRuns(1)
            .onFailure(List.of())
            .onSuccess(List.of())
            .build();

    public AirflowSettings {
        onFailure = List.copyOf(onFailure);
        onSuccess = List.copyOf(onSuccess);
    }

    /**
     * Assets that start a run.
     *
     * @param needed how many of them must have been updated
     */
    public record Assets(Needed needed, List<String> uris) {
        public Assets {
            uris = List.copyOf(uris);
        }
    }

    /** How many of some assets. */
    public enum Needed {
        ANY,
        ALL
    }

    /**
     * When a run should be done.
     *
     * @param call name of the Python function that is called when it is not
     */
    public record Deadline(Duration after, String call) {}
}
