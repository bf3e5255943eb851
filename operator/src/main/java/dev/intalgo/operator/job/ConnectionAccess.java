package dev.intalgo.operator.job;

import dev.intalgo.api.v1alpha1.SecretKeyRef;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a pod reaches the database.
 *
 * @param adapter the name of the dbt adapter
 * @param image the image of its pods that a person chose, over the operator's own for the adapter
 * @param profile the name of the profile in profiles.yml
 * @param target the name of the target in the profile; the profile's default if empty
 * @param schema the schema to build in, over the target's
 * @param source where profiles.yml is
 * @param credentials the Secret's key for each key of the profile that is a variable
 * @param files the Secret's key for each key of the profile that is the path of a file
 * @param claim a PersistentVolumeClaim to mount at {@code /data}
 * @param datahub the DataHub server that shows the database and the models in it
 */
public record ConnectionAccess(
        String adapter,
        Optional<String> image,
        String profile,
        Optional<String> target,
        Optional<String> schema,
        ProfileSource source,
        Map<String, SecretKeyRef> credentials,
        Map<String, SecretKeyRef> files,
        Optional<String> claim,
        Optional<DataHubAccess> datahub) {

    public ConnectionAccess {
        credentials = new TreeMap<>(credentials);
        files = new TreeMap<>(files);
    }

    /** One without a DataHub server. */
    public ConnectionAccess(
            String adapter,
            Optional<String> image,
            String profile,
            Optional<String> target,
            Optional<String> schema,
            ProfileSource source,
            Map<String, SecretKeyRef> credentials,
            Map<String, SecretKeyRef> files,
            Optional<String> claim) {
        this(adapter, image, profile, target, schema, source, credentials, files, claim, Optional.empty());
    }

    /** The same, building in a schema of its own. */
    public ConnectionAccess withSchema(Optional<String> other) {
        return new ConnectionAccess(adapter, image, profile, target, other, source, credentials, files, claim, datahub);
    }

    /** The same, with a DataHub server. */
    public ConnectionAccess withDataHub(DataHubAccess server) {
        return new ConnectionAccess(
                adapter, image, profile, target, schema, source, credentials, files, claim, Optional.of(server));
    }

    /** The same, knowing what the DataHub server shows of the database, where both are there. */
    public ConnectionAccess withShown(Optional<Shown> shown) {
        return datahub.map(server -> withDataHub(new DataHubAccess(server.server(), server.token(), shown)))
                .orElse(this);
    }

    /**
     * A DataHub server.
     *
     * @param server the URL of its metadata service
     * @param token where its access token is, where it wants one
     * @param shown what it shows of the database, where it is known
     */
    public record DataHubAccess(String server, Optional<SecretKeyRef> token, Optional<Shown> shown) {
        /** One of which nothing else is known. */
        public DataHubAccess(String server, Optional<SecretKeyRef> token) {
            this(server, token, Optional.empty());
        }
    }

    /**
     * A database in DataHub.
     *
     * @param platform what DataHub calls the kind of database
     * @param databases whether a table's name there begins with its database's
     */
    public record Shown(String platform, boolean databases) {}

    /** Where profiles.yml is. */
    public sealed interface ProfileSource {
        /** In a ConfigMap that the operator makes, under the key {@code profiles.yml}. */
        record FromConfigMap(String name) implements ProfileSource {}

        /** In a Secret that a person made; its other keys become environment variables of the same name. */
        record FromSecret(String name, String key) implements ProfileSource {}
    }
}
