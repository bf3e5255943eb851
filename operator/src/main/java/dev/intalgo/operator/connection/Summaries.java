package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.JsonNode;
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
    ConnectionStatus after(
            Connection connection, ConnectionSpec.Source source, Attempt attempt, ConnectionStatus before) {
        var result = attempt.result();
        var hash = result.path("catalog").asText();
        var summary = new ConnectionStatus.CatalogSummary(
                hash,
                result.path("tables").asInt(),
                result.path("columns").asInt(),
                result.path("primaryKeys").asInt(),
                result.path("foreignKeys").asInt(),
                result.path("inferredKeys").asInt(),
                source,
                attempt.completed().toString());
        var read = before.withCatalog(summary).withWarnings(warnings(result));
        if (!summary.equals(before.catalog())) {
            tell(connection, read);
        }
        if (before.catalog() == null || hash.equals(before.catalog().hash())) {
            return read;
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
        return read.withChanges(changes);
    }

    private static List<String> warnings(JsonNode result) {
        List<String> warnings = new ArrayList<>();
        result.at("/report/warnings").forEach(warning -> warnings.add(warning.asText()));
        return warnings;
    }

    private void tell(Connection connection, ConnectionStatus read) {
        events.normal(
                connection,
                CrawlConditions.INGESTED,
                "Read %d tables with %d columns."
                        .formatted(read.catalog().tables(), read.catalog().columns()));
        if (!read.warnings().isEmpty()) {
            events.warnOnce(connection, CrawlConditions.WITH_WARNINGS, String.join("\n", read.warnings()));
        }
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
