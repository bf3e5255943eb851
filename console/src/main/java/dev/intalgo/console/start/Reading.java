package dev.intalgo.console.start;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/**
 * How far the reading of a database's catalog is, and what was found.
 *
 * @param done whether the catalog is as new as it is to be
 * @param failure why it could not be read; null where it could, or is being
 * @param catalog null where there is none yet
 */
public record Reading(
        String namespace,
        String name,
        boolean done,
        boolean suspended,
        String progress,
        Explained failure,
        ConnectionStatus.CatalogSummary catalog,
        List<String> warnings) {
    static Reading of(Connection connection) {
        var status = Optional.ofNullable(connection.getStatus()).orElse(ConnectionStatus.EMPTY);
        var suspended = connection.getSpec().ingestion().suspend();
        boolean behind = !connection.getMetadata().getGeneration().equals(status.observedGeneration());
        var failed = List.of("SettingsValid", "Reachable", "Ingested").stream()
                .flatMap(type -> status.condition(type).stream())
                .filter(condition -> "False".equals(condition.getStatus()))
                .filter(condition -> !"Suspended".equals(condition.getReason()))
                .findFirst();
        return new Reading(
                connection.getMetadata().getNamespace(),
                connection.getMetadata().getName(),
                !behind && status.isTrue("Ingested"),
                suspended,
                status.condition("Ingested").map(Condition::getMessage).orElse("It is about to be read."),
                behind ? null : failed.map(ConnectionTest::explained).orElse(null),
                status.catalog(),
                status.warnings());
    }
}
