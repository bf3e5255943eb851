package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What was made.
 *
 * @param status the status with it
 * @param again when to look at it again, where no event tells of changes
 * @param files what the orchestrator loads, by name; empty where it loads none
 */
record Delivered(DeploymentStatus status, Optional<Duration> again, Map<String, String> files) {
    static Delivered of(DeploymentStatus status) {
        return new Delivered(status, Optional.empty(), Map.of());
    }
}
