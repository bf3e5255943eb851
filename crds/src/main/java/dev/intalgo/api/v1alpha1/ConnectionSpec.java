package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/** How to reach a database, and what of it to read. */
@ApiType
@RecordBuilder
@ValidationRule(
        value = "has(self.profile) != has(self.adapter)",
        message = "give either an adapter with its settings and credentials, or a profile")
@ValidationRule(
        value = "!has(self.profile) || !has(self.credentials)",
        message = "credentials belong to an adapter: a profile holds its own")
public record ConnectionSpec(
        @Size(min = 1, max = 63)
        @Pattern("^[a-z][a-z0-9_]*$")
        @JsonPropertyDescription("The dbt adapter, for example postgres or duckdb. Instead of a profile.")
        String adapter,

        @Size(max = 64)
        @JsonDeserialize(contentUsing = Scalar.class)
        @JsonPropertyDescription("The keys of the dbt profile that are not secret, as the adapter names them:"
                + " for postgres host, port, dbname and schema. Each a string, a whole number, or true or false.")
        Map<String, String> settings,

        @Size(max = 32)
        @ValidationRule(
                value = "self.all(k, k.matches('^[a-z][a-z0-9_]{0,62}$'))",
                message = "a credential is named by a key of the dbt profile: lower-case letters, digits and _")
        @JsonPropertyDescription("The keys of the dbt profile that are secret, each from a Secret: for postgres"
                + " user and password. They reach pods as environment variables and nothing else.")
        Map<String, SecretValue> credentials,

        @JsonPropertyDescription("A profiles.yml written by hand, instead of adapter, settings and credentials.")
        Profile profile,

        @JsonPropertyDescription("A volume for the pods that talk to the database, for databases that are files.")
        Volume volume,

        @Default("{}") @JsonPropertyDescription("What of the database to read into the catalog, and when.")
        Ingestion ingestion) {

    public ConnectionSpec {
        settings = Api.copy(settings);
        credentials = Api.copy(credentials);
        ingestion = Api.or(ingestion, new Ingestion(null, null, null, null));
    }

    /** A {@code profiles.yml} written by hand. */
    @ApiType
    @RecordBuilder
    public record Profile(
            @Required
            @JsonPropertyDescription("The Secret and key that hold profiles.yml. The Secret's other keys become"
                    + " environment variables of the same name, for env_var() in the profile.")
            SecretKeyRef secretKeyRef,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Name of the profile in profiles.yml.")
            String name,

            @Size(min = 1, max = 63)
            @JsonPropertyDescription("Name of the target in the profile. The profile's own default if not given.")
            String target) {}

    /** A volume that pods mount. */
    @ApiType
    public record Volume(
            @Required
            @Size(min = 1, max = 253)
            @Pattern(Api.OBJECT_NAME)
            @JsonPropertyDescription(
                    "Name of a PersistentVolumeClaim in the same namespace. It is mounted at /data, writable.")
            String claimName) {}

    /** What of the database to read, and when. */
    @ApiType
    @RecordBuilder
    public record Ingestion(
            @Size(min = 1, max = 100)
            @JsonPropertyDescription("When to read the catalog again, as a cron expression of five fields in UTC, for"
                    + " example \"0 3 * * *\". It is always read when the Connection is made or changed, and when the"
                    + " annotation intalgo.dev/ingest changes.")
            String schedule,

            @Size(max = 100)
            @JsonPropertyDescription(
                    "Which tables to read, as schema.table with * for any part of a name. Empty: all of them.")
            List<@Size(min = 1, max = 253) String> include,

            @Size(max = 100)
            @JsonPropertyDescription("Which tables not to read, written like include, which it overrides.")
            List<@Size(min = 1, max = 253) String> exclude,

            @Default("false")
            @JsonPropertyDescription("Stops reading the catalog, on schedule and on change, while true.")
            Boolean suspend) {

        public Ingestion {
            include = Api.copy(include);
            exclude = Api.copy(exclude);
            suspend = Api.or(suspend, false);
        }
    }
}
