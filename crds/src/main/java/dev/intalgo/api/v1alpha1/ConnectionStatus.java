package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/** What is known of a database. */
@ApiType
@RecordBuilder
public record ConnectionStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.")
        Long observedGeneration,

        @JsonPropertyDescription("Whether the Connection is ready and, if not, why.")
        List<Condition> conditions,

        @JsonPropertyDescription("The catalog as last read.")
        CatalogSummary catalog,

        @JsonPropertyDescription("What changed in the catalog against the one read before.")
        Changes changes,

        @JsonPropertyDescription(
                "What could not be read of the database, and why. Ends with an ellipsis where it was" + " cut.")
        List<String> warnings,

        @JsonPropertyDescription("What the DataHub server shows of the database.")
        Published datahub)
        implements ConnectionStatusBuilder.With, Conditioned {

    /** A status that says nothing yet. */
    public static final ConnectionStatus EMPTY = new ConnectionStatus(null, null, null, null, null, null);

    public ConnectionStatus {
        conditions = Api.copy(conditions);
        warnings = Api.copy(warnings);
    }

    /** The size of a catalog. */
    @ApiType
    @RecordBuilder
    public record CatalogSummary(
            @JsonPropertyDescription("Hash of the catalog's content: the same catalog has the same hash.")
            String hash,

            @JsonPropertyDescription("How many tables and views there are.")
            Integer tables,

            @JsonPropertyDescription("How many columns they have.")
            Integer columns,

            @JsonPropertyDescription("How many tables have a primary key.")
            Integer primaryKeys,

            @JsonPropertyDescription("How many foreign keys the database declares.")
            Integer foreignKeys,

            @JsonPropertyDescription("How many relationships it does not declare were inferred from names and types.")
            Integer inferredKeys,

            @JsonPropertyDescription("What read it.") ConnectionSpec.Source source,

            @JsonPropertyDescription("When the catalog was read.")
            String ingestedAt) {}

    /** What changed between two catalogs. Each list ends with an ellipsis where it was cut. */
    @ApiType
    @RecordBuilder
    public record Changes(
            @JsonPropertyDescription("Hash of the catalog before.")
            String since,

            @JsonPropertyDescription("Tables that are new, as schema.table.")
            List<String> added,

            @JsonPropertyDescription("Tables that are gone.")
            List<String> removed,

            @JsonPropertyDescription("Tables whose columns, keys or descriptions changed.")
            List<String> altered,

            @JsonPropertyDescription("Columns of another type than before, as schema.table.column: old -> new.")
            List<String> retyped,

            @JsonPropertyDescription("Tables whose primary or foreign keys changed.")
            List<String> keys) {

        public Changes {
            added = Api.copy(added);
            removed = Api.copy(removed);
            altered = Api.copy(altered);
            retyped = Api.copy(retyped);
            keys = Api.copy(keys);
        }
    }

    /** What a DataHub server was given. */
    @ApiType
    @RecordBuilder
    public record Published(
            @JsonPropertyDescription("Where DataHub's web interface shows the database.")
            String url,

            @JsonPropertyDescription("Hash of the catalog that it was given.")
            String catalog,

            @JsonPropertyDescription("When it was given.") String publishedAt,

            @JsonPropertyDescription("What DataHub calls this kind of database, for example postgres.")
            String platform) {}
}
