package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.CatalogChanges;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.kube.Events;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a Connection's status says of a catalog that was read. */
@ApplicationScoped
class Summaries {
    private static final int LONGEST_LIST = 50;

    private final CatalogStore catalogs;
    private final Events events;

    Summaries(CatalogStore catalogs, Events events) {
        this.catalogs = catalogs;
        this.events = events;
    }

    /** The status once an attempt gave a catalog; of older catalogs only the one before stays. */
    ConnectionStatus after(Connection connection, Attempt attempt, ConnectionStatus before) {
        var result = attempt.result();
        var hash = result.path("catalog").asText();
        var summary = new ConnectionStatus.CatalogSummary(
                hash,
                result.path("tables").asInt(),
                result.path("columns").asInt(),
                result.path("primaryKeys").asInt(),
                result.path("foreignKeys").asInt(),
                result.path("inferredKeys").asInt(),
                ConnectionSpec.Source.DATAHUB,
                attempt.completed().toString());
        if (before.catalog() == null || hash.equals(before.catalog().hash())) {
            return before.withCatalog(summary);
        }
        var namespace = connection.getMetadata().getNamespace();
        var name = connection.getMetadata().getName();
        var old = catalogs.read(namespace, name, before.catalog().hash()).orElse(new Catalog(List.of()));
        var changes = catalogs.read(namespace, name, hash)
                .map(now -> CatalogChanges.between(old, now))
                .map(c -> told(connection, c, before.catalog().hash()))
                .orElse(null);
        // The one before stays, for those who have not come to the new one yet.
        catalogs.prune(namespace, name, Set.of(hash, before.catalog().hash()));
        return before.withCatalog(summary).withChanges(changes);
    }

    private ConnectionStatus.Changes told(Connection connection, CatalogChanges changes, String since) {
        events.normal(connection, "SchemaChanged", changes.summary());
        return new ConnectionStatus.Changes(
                since,
                cut(changes.added()),
                cut(changes.removed()),
                cut(changes.altered()),
                cut(changes.retyped()),
                cut(changes.keys()));
    }

    private static List<String> cut(List<String> names) {
        if (names.size() <= LONGEST_LIST) {
            return names;
        }
        List<String> cut = new ArrayList<>(names.subList(0, LONGEST_LIST));
        cut.add("…");
        return cut;
    }
}
