package dev.intalgo.console.schema;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is known of the last time that a database was read, and whether it is read now. */
public record Ingestion(Connection connection) {
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Optional<ConnectionStatus> status() {
        return Optional.ofNullable(connection.getStatus());
    }

    /** What was read; null where nothing was yet. */
    public ConnectionStatus.CatalogSummary catalog() {
        return status().map(ConnectionStatus::catalog).orElse(null);
    }

    /** When that was, for people; only where something was read. */
    public String readAt() {
        return AT.format(Instant.parse(catalog().ingestedAt()));
    }

    /** What changed last; null where nothing did since it was first read. */
    public ConnectionStatus.Changes changes() {
        return status().map(ConnectionStatus::changes).filter(Ingestion::isAny).orElse(null);
    }

    private static boolean isAny(ConnectionStatus.Changes changes) {
        return !changes.added().isEmpty()
                || !changes.removed().isEmpty()
                || !changes.altered().isEmpty();
    }

    public List<String> warnings() {
        return status().map(ConnectionStatus::warnings).orElse(List.of());
    }

    /** The conditions of steps that are not done. */
    public List<Condition> open() {
        return status().map(ConnectionStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> !Api.READY.equals(condition.getType()) && !"True".equals(condition.getStatus()))
                .toList();
    }

    public Condition ready() {
        return status().flatMap(s -> s.condition(Api.READY)).orElse(null);
    }

    /** Where DataHub shows the database; empty where it does not. */
    public String dataHub() {
        return status().map(ConnectionStatus::datahub)
                .map(ConnectionStatus.Published::url)
                .orElse("");
    }
}
