package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.CatalogChanges;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.job.CatalogStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a Connection's status says of a catalog that was read. */
@ApplicationScoped
class Summaries {
    private static final int LONGEST_LIST = 50;

    private final CatalogStore catalogs;

    Summaries(CatalogStore catalogs) {
        this.catalogs = catalogs;
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
                null,
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
                .map(c -> new ConnectionStatus.Changes(
                        cut(c.added()), cut(c.removed()), cut(c.altered()), List.of(), List.of()))
                .orElse(null);
        // The one before stays, for those who have not come to the new one yet.
        catalogs.prune(namespace, name, Set.of(hash, before.catalog().hash()));
        return before.withCatalog(summary).withChanges(changes);
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
