package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.operator.target.Portable;
import dev.intalgo.operator.target.Target;

/** The orchestrators that load files. */
final class Targets {
    private Targets() {}

    /** The one that a Deployment names. */
    static Target of(DeploymentSpec spec) {
        if (spec.airflow() != null) {
            return AirflowTarget.of(spec.airflow());
        }
        if (spec.dagster() != null) {
            return DagsterTarget.of(spec.dagster());
        }
        if (spec.bundle() != null) {
            return new Portable();
        }
        throw new IllegalArgumentException("the Deployment names no orchestrator that loads files");
    }
}
