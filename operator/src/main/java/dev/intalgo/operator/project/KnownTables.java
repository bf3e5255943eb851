package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** The tables of a database as people see them: those of a project with what its sources' YAML says of them. */
@ApplicationScoped
public class KnownTables {
    private static final String STEP = "CatalogReady";

    private final KubernetesClient client;
    private final CatalogStore store;
    private final Catalogs catalogs;
    private final Repositories repositories;
    private final RepositoryPlaces places;

    KnownTables(
            KubernetesClient client,
            CatalogStore store,
            Catalogs catalogs,
            Repositories repositories,
            RepositoryPlaces places) {
        this.client = client;
        this.store = store;
        this.catalogs = catalogs;
        this.repositories = repositories;
        this.places = places;
    }

    /**
     * What is known.
     *
     * @param project whose tables they are; empty where it is the database's alone
     * @param read    the catalog as it was read
     * @param hash    its hash
     * @param catalog the same as people see it
     * @param files   the project's
     */
    public record Known(
            Optional<IntalgoProject> project,
            Connection connection,
            Catalog read,
            String hash,
            Catalog catalog,
            Map<String, String> files) {}

    /** @throws NotReady where there is no such project, and where it or its database was not read yet */
    public Known ofProject(String namespace, String name) throws NotReady {
        var project = client.resources(IntalgoProject.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (project == null) {
            throw NotReady.lacking(STEP, "ProjectNotFound", "There is no IntalgoProject \"%s\".".formatted(name));
        }
        var connection = connection(namespace, project.getSpec().connectionRef().name());
        var hash = Optional.ofNullable(project.getStatus()).map(IntalgoProjectStatus::catalog);
        return known(Optional.of(project), connection, hash, seen(project, places.location(project)));
    }

    /** @throws NotReady where there is no such Connection, and where its database was not read yet */
    public Known ofConnection(String namespace, String name) throws NotReady {
        return known(Optional.empty(), connection(namespace, name), Optional.empty(), new Snapshot(null, Map.of()));
    }

    /** The same with the files of another commit. */
    Known at(Known known, Snapshot snapshot) {
        return new Known(
                known.project(),
                known.connection(),
                known.read(),
                known.hash(),
                catalogs.known(known.read(), known.hash(), snapshot),
                snapshot.files());
    }

    private Connection connection(String namespace, String name) throws NotReady {
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (connection == null) {
            throw NotReady.lacking(STEP, "ConnectionNotFound", "There is no Connection \"%s\".".formatted(name));
        }
        return connection;
    }

    private Snapshot seen(IntalgoProject project, Location location) throws NotReady {
        try {
            return repositories.seen(RepositoryPlaces.id(project), location);
        } catch (GitException e) {
            throw NotReady.retrying(RepositoryPlaces.STEP, e.reason().name(), e.getMessage());
        }
    }

    /** @param hash of the catalog that the project's sources follow; empty for the one that was read last */
    private Known known(
            Optional<IntalgoProject> project, Connection connection, Optional<String> hash, Snapshot snapshot)
            throws NotReady {
        var metadata = connection.getMetadata();
        var status = connection.getStatus();
        if (status == null || status.catalog() == null) {
            throw NotReady.waiting(
                    STEP,
                    "CatalogNotRead",
                    "The database of Connection \"%s\" was not read yet: see its conditions."
                            .formatted(metadata.getName()));
        }
        var wanted = hash.orElse(status.catalog().hash());
        var read = store.read(metadata.getNamespace(), metadata.getName(), wanted)
                .orElseThrow(() -> NotReady.retrying(
                        STEP,
                        "CatalogMissing",
                        "The catalog of Connection \"%s\" is gone: ingest it again.".formatted(metadata.getName())));
        var seen = Catalogs.seen(read, connection);
        return new Known(project, connection, seen, wanted, catalogs.known(seen, wanted, snapshot), snapshot.files());
    }
}
