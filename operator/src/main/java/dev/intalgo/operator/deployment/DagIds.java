package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.target.Airflow;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Keeps the ids of DAGs apart: one Airflow may load those of all namespaces. */
final class DagIds {
    /** Name of the index of Deployments by the DAG's id. */
    static final String INDEX = "dag-id";

    /** Who came first has the id; within the same second, which is all that Kubernetes notes, whose DAG is there. */
    private static final Comparator<Deployment> FIRST = Comparator.comparing(
                    (Deployment deployment) -> deployment.getMetadata().getCreationTimestamp())
            .thenComparing(deployment -> deployment.getStatus() == null
                    || deployment.getStatus().configMaps().isEmpty())
            .thenComparing(deployment -> deployment.getMetadata().getUid());

    private DagIds() {}

    /** The ids that a Deployment takes: one if it is for Airflow. */
    static List<String> of(Deployment deployment) {
        var airflow = deployment.getSpec().airflow();
        return airflow == null
                ? List.of()
                : List.of(Optional.ofNullable(airflow.dagId())
                        .orElseGet(() -> Airflow.dagId(
                                deployment.getMetadata().getNamespace(),
                                deployment.getMetadata().getName())));
    }

    /**
     * Checks that no older Deployment has the DAG's id.
     *
     * @throws NotReady if one has
     */
    static void check(Deployment deployment, IndexedResourceCache<Deployment> all) throws NotReady {
        for (String id : of(deployment)) {
            var first = before(deployment, all.byIndex(INDEX, id));
            if (first.isPresent()) {
                throw NotReady.retrying(
                        Delivery.STEP,
                        "DagIdTaken",
                        "The DAG id \"%s\" is that of Deployment \"%s\" in namespace \"%s\": give another spec.airflow.dagId."
                                .formatted(
                                        id,
                                        first.get().getMetadata().getName(),
                                        first.get().getMetadata().getNamespace()));
            }
        }
    }

    /** The one of those with the same id that had it first, if that is not the Deployment itself. */
    static Optional<Deployment> before(Deployment deployment, Collection<Deployment> same) {
        return same.stream()
                .filter(other -> FIRST.compare(other, deployment) < 0)
                .min(FIRST);
    }
}
