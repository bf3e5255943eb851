package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.operator.target.Airflow;
import dev.intalgo.operator.target.AirflowSettings;
import dev.intalgo.operator.target.AirflowSettingsBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The DAG that a Deployment asks for. */
final class AirflowTarget {
    private AirflowTarget() {}

    static Airflow of(Orchestrators.Airflow spec) {
        return new Airflow(AirflowSettingsBuilder.builder()
                .dagId(Optional.ofNullable(spec.dagId()))
                .assets(Optional.ofNullable(spec.assets()).map(AirflowTarget::assets))
                .pool(Optional.ofNullable(spec.pool()))
                .priority(number(spec.priority()))
                .queue(Optional.ofNullable(spec.queue()))
                .maxActiveRuns(spec.maxActiveRuns())
                .maxActiveTasks(number(spec.maxActiveTasks()))
                .startDate(Optional.ofNullable(spec.startDate()).map(LocalDate::parse))
                .catchup(spec.catchup())
                .paused(spec.paused())
                .onFailure(spec.onFailure())
                .onSuccess(spec.onSuccess())
                .deadline(Optional.ofNullable(spec.deadline())
                        .map(deadline -> new AirflowSettings.Deadline(deadline.afterDuration(), deadline.call())))
                .kubernetesConnId(Optional.ofNullable(spec.kubernetesConnId()))
                .inCluster(Optional.ofNullable(spec.inCluster()))
                .deferrable(Optional.ofNullable(spec.deferrable()))
                .build());
    }

    private static AirflowSettings.Assets assets(Orchestrators.Assets assets) {
        List<String> any = assets.any();
        return any.isEmpty()
                ? new AirflowSettings.Assets(AirflowSettings.Needed.ALL, assets.all())
                : new AirflowSettings.Assets(AirflowSettings.Needed.ANY, any);
    }

    private static OptionalInt number(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
