package dev.intalgo.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
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

        @Size(min = 1, max = 500)
        @Pattern("^[^\\s]+$")
        @JsonPropertyDescription("The runner image of the pods that talk to the database: one with another adapter or"
                + " driver in it. The operator's own for the adapter if not given.")
        String image,

        @Default("{}") @JsonPropertyDescription("What of the database to read into the catalog, and when.")
        Ingestion ingestion,

        @JsonPropertyDescription("A DataHub server that shows what was read, and the models built on it.")
        DataHub datahub) {

    public ConnectionSpec {
        settings = Api.copy(settings);
        credentials = Api.copy(credentials);
        ingestion = Api.or(ingestion, ConnectionSpecIngestionBuilder.builder().build());
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
            @JsonPropertyDescription("What reads the catalog: DataHub's source for the database, or dbt's own adapter,"
                    + " which knows no keys. DataHub where it has a source for the adapter, if not given.")
            Source source,

            @Size(min = 1, max = 100)
            @JsonPropertyDescription("When to read the catalog again, as a cron expression of five fields in UTC, for"
                    + " example \"0 3 * * *\". It is always read when the Connection is made or changed, and when the"
                    + " annotation intalgo.dev/ingest changes.")
            String schedule,

            @Size(max = 50)
            @JsonPropertyDescription("Which databases to read, where one connection reaches several. The profile's own"
                    + " if not given.")
            List<@Size(min = 1, max = 253) String> databases,

            @Size(max = 100)
            @JsonPropertyDescription("Which tables to read, as schema.table with * for any part of a name, or as"
                    + " database.schema.table. Empty: all of them.")
            List<@Size(min = 1, max = 253) String> include,

            @Size(max = 100)
            @JsonPropertyDescription("Which tables not to read, written like include, which it overrides.")
            List<@Size(min = 1, max = 253) String> exclude,

            @Default("30m")
            @Size(max = 10)
            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription("How long reading the catalog may take, in seconds or minutes: 90s, 30m.")
            String timeout,

            @Default("false")
            @JsonPropertyDescription("Stops reading the catalog, on schedule and on change, while true. Before there is"
                    + " a catalog it is still tried whether the database lets the user in.")
            Boolean suspend) {

        public Ingestion {
            timeout = Api.or(timeout, "30m");
            databases = Api.copy(databases);
            include = Api.copy(include);
            exclude = Api.copy(exclude);
            suspend = Api.or(suspend, false);
        }

        /** The timeout as a value. */
        public java.time.Duration timeoutDuration() {
            return Durations.parse(timeout);
        }
    }

    /** What reads a catalog. */
    public enum Source {
        @JsonProperty("DataHub")
        DATAHUB,
        @JsonProperty("Adapter")
        ADAPTER
    }

    /** A DataHub server. */
    @ApiType
    @RecordBuilder
    public record DataHub(
            @Required
            @Size(max = 2048)
            @Pattern("^https?://[^@\\s/?#]+(/[^\\s?#]*)?$")
            @JsonPropertyDescription("URL of its metadata service (GMS), for example http://datahub-gms:8080.")
            String server,

            @Size(max = 2048)
            @Pattern("^https?://[^@\\s/?#]+(/[^\\s?#]*)?$")
            @JsonPropertyDescription(
                    "URL of its web interface as people reach it, for links in status. No links if not" + " given.")
            String ui,

            @JsonPropertyDescription("An access token, where the server wants one.")
            SecretValue token) {}
}
