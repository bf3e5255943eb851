package dev.intalgo.operator.job;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/**
 * Which tasks a pod is to do.
 *
 * @param labelKey {@link Tasks#PROJECT} or {@link Tasks#CONNECTION}
 * @param labelValue the label of the project or Connection
 * @param task the one task that an ingestion's Job is for
 */
record Assignment(String namespace, String labelKey, String labelValue, Optional<String> task) {
    boolean holds(ConfigMap map) {
        var metadata = map.getMetadata();
        return namespace.equals(metadata.getNamespace())
                && metadata.getLabels() != null
                && labelValue.equals(metadata.getLabels().get(labelKey))
                && task.map(metadata.getName()::equals).orElse(true);
    }
}
