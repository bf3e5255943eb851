package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.DeploymentStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * What was made.
 *
 * @param status the status with it
 * @param again when to look at it again, where no event tells of changes
 */
record Delivered(DeploymentStatus status, Optional<Duration> again) {
    static Delivered of(DeploymentStatus status) {
        return new Delivered(status, Optional.empty());
    }
}
