package dev.intalgo.operator.people;

import static dev.intalgo.operator.auth.Refusals.refused;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.operator.job.CatalogStore;
import dev.intalgo.people.CatalogOverview;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;

/** What was found in the database of a Connection. */
@Path("/people/v1/connections/{namespace}/{name}/summary")
@RunOnVirtualThread
public class CatalogOverviewResource {
    private final People people;
    private final CatalogStore catalogs;
    private final KubernetesClient client;

    CatalogOverviewResource(People people, CatalogStore catalogs, KubernetesClient client) {
        this.people = people;
        this.catalogs = catalogs;
        this.client = client;
    }

    /** @throws jakarta.ws.rs.WebApplicationException 404, where there is no catalog yet */
    @GET
    public CatalogOverview summary(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name) {
        people.allowed(authorization, "get", "connections", namespace, name);
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (connection == null
                || connection.getStatus() == null
                || connection.getStatus().catalog() == null) {
            throw refused(404, "the database of Connection \"%s\" was not read yet".formatted(name));
        }
        return catalogs.read(namespace, name, connection.getStatus().catalog().hash())
                .map(CatalogOverviews::of)
                .orElseThrow(() -> refused(404, "the catalog of Connection \"%s\" is not there".formatted(name)));
    }
}
