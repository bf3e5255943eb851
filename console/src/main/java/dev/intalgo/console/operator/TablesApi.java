package dev.intalgo.console.operator;

import dev.intalgo.people.DescriptionEdit;
import dev.intalgo.people.RelationshipDecision;
import dev.intalgo.people.RelationshipsPage;
import dev.intalgo.people.SchemaEdited;
import dev.intalgo.people.TableDetails;
import dev.intalgo.people.TableKeys;
import dev.intalgo.people.TablesPage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The tables of a database: of {@code projects}, or of {@code connections}, whose tables nobody can describe. */
@RegisterRestClient(configKey = "operator")
@RegisterClientHeaders(OperatorHeaders.class)
@Path("/people/v1/{kind}/{namespace}/{name}/tables")
public interface TablesApi {
    @GET
    TablesPage search(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("words") String words,
            @QueryParam("page") int page);

    @GET
    @Path("keys")
    TableKeys keys(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("words") String words);

    @GET
    @Path("{source}/{table}")
    TableDetails one(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("source") String source,
            @PathParam("table") String table);

    @POST
    @Path("descriptions")
    SchemaEdited describe(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            DescriptionEdit edit);

    /** Of {@code projects} only. */
    @GET
    @Path("relationships")
    RelationshipsPage open(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("page") int page);

    @POST
    @Path("relationships")
    SchemaEdited decide(
            @PathParam("kind") String kind,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            RelationshipDecision decision);
}
