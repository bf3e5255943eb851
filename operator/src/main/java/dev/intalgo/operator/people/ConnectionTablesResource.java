package dev.intalgo.operator.people;

import dev.intalgo.operator.project.KnownTables;
import dev.intalgo.operator.project.KnownTables.Known;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TablesPage;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The tables of a database as they were read, for those that no project uses yet. */
@Path("/people/v1/connections/{namespace}/{connection}/tables")
@RunOnVirtualThread
public class ConnectionTablesResource {
    private final People people;
    private final KnownTables known;
    private final Tables tables;

    ConnectionTablesResource(People people, KnownTables known, Tables tables) {
        this.people = people;
        this.known = known;
        this.tables = tables;
    }

    private Known known(String authorization, String namespace, String connection) {
        people.allowed(authorization, "get", "connections", namespace, connection);
        return ProjectTablesResource.said(() -> known.ofConnection(namespace, connection));
    }

    @GET
    public TablesPage search(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("connection") String connection,
            @QueryParam("words") @DefaultValue("") String words,
            @QueryParam("page") @DefaultValue("1") int page) {
        return tables.search(known(authorization, namespace, connection), words, page);
    }

    @GET
    @Path("keys")
    public TableKeys keys(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("connection") String connection,
            @QueryParam("words") @DefaultValue("") String words) {
        return tables.keys(known(authorization, namespace, connection), words);
    }

    @GET
    @Path("{source}/{table}")
    public TableDetails one(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("connection") String connection,
            @PathParam("source") String source,
            @PathParam("table") String table) {
        return tables.details(known(authorization, namespace, connection), Optional.empty(), source, table);
    }
}
