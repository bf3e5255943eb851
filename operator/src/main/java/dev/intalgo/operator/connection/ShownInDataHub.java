package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.job.ConnectionAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What DataHub shows of a Connection's database. */
@ApplicationScoped
public class ShownInDataHub {
    private final CatalogStore catalogs;

    ShownInDataHub(CatalogStore catalogs) {
        this.catalogs = catalogs;
    }

    /** Empty where nothing of it is there yet. */
    public Optional<ConnectionAccess.Shown> of(Connection connection) {
        var status = connection.getStatus();
        if (status == null || status.datahub() == null || status.catalog() == null) {
            return Optional.empty();
        }
        var metadata = connection.getMetadata();
        return catalogs.read(
                        metadata.getNamespace(),
                        metadata.getName(),
                        status.catalog().hash())
                .map(catalog ->
                        new ConnectionAccess.Shown(status.datahub().platform(), DataHubPages.databases(catalog)));
    }
}
