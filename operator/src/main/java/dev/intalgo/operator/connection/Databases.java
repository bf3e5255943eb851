package dev.intalgo.operator.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.Adapters;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.adapter.Recipes;
import dev.intalgo.operator.job.ConnectionAccess;
import dev.intalgo.operator.job.ConnectionAccess.ProfileSource;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Checks a Connection's settings and Secrets. */
@ApplicationScoped
public class Databases {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "SettingsValid";

    private static final int THREADS = 4;
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Secrets secrets;
    private final Adapters adapters = Adapters.load();

    Databases(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The database that a Connection names.
     *
     * @throws NotReady {@code UnknownAdapter}, {@code InvalidSettings}, {@code ProfileInvalid}, or a Secret is missing
     */
    public Database of(Connection connection) throws NotReady {
        var database = connection.getSpec().profile() == null ? fromSettings(connection) : fromProfile(connection);
        var problems = Recipes.problems(database.adapter(), selection(connection));
        if (!problems.isEmpty()) {
            throw NotReady.failed(STEP, "InvalidSettings", String.join("; ", problems));
        }
        return database;
    }

    /** What of its database a Connection wants in the catalog. */
    static Recipes.Selection selection(Connection connection) {
        var ingestion = connection.getSpec().ingestion();
        return new Recipes.Selection(ingestion.databases(), ingestion.include(), ingestion.exclude());
    }

    /**
     * The same for another object that needs it, whose step this is.
     *
     * @throws NotReady {@code ConnectionNotReady}
     */
    public Database ready(Connection connection, String step) throws NotReady {
        try {
            return of(connection);
        } catch (NotReady why) {
            throw NotReady.retrying(
                    step,
                    "ConnectionNotReady",
                    "Connection \"%s\" is not ready: %s"
                            .formatted(connection.getMetadata().getName(), why.getMessage()));
        }
    }

    /** The name of the ConfigMap that holds the profile made from a Connection's settings. */
    static String profileName(Connection connection) {
        return Names.suffixed(connection.getMetadata().getName(), "-profile", 253);
    }

    private Database fromSettings(Connection connection) throws NotReady {
        var spec = connection.getSpec();
        var adapter = adapter(spec.adapter(), "spec.adapter");
        var problems =
                Profiles.problems(adapter, spec.settings(), spec.credentials().keySet());
        if (!problems.isEmpty()) {
            throw NotReady.failed(STEP, "InvalidSettings", String.join("; ", problems));
        }
        Map<String, SecretKeyRef> credentials = new TreeMap<>();
        Map<String, SecretKeyRef> files = new TreeMap<>();
        List<String> versions = new ArrayList<>();
        for (var credential : new TreeMap<>(spec.credentials()).entrySet()) {
            var ref = credential.getValue().secretKeyRef();
            (adapter.isFile(credential.getKey()) ? files : credentials).put(credential.getKey(), ref);
            versions.add(version(secrets.holding(
                    STEP, connection.getMetadata().getNamespace(), "spec.credentials." + credential.getKey(), ref)));
        }
        var profile = connection.getMetadata().getName();
        var yml = Profiles.render(
                profile, adapter, spec.settings(), spec.credentials().keySet(), THREADS);
        var access = new ConnectionAccess(
                profile,
                Optional.of(Profiles.TARGET),
                Optional.empty(),
                new ProfileSource.FromConfigMap(profileName(connection)),
                credentials,
                files,
                claim(spec));
        var outline =
                Profiles.outline(adapter, spec.settings(), spec.credentials().keySet());
        return new Database(outline, access, Optional.of(yml), versions);
    }

    /** Of a profile written by hand only the adapter's type is read; dbt reads the rest, in a pod. */
    private Database fromProfile(Connection connection) throws NotReady {
        var spec = connection.getSpec();
        var profile = spec.profile();
        var ref = profile.secretKeyRef();
        var namespace = connection.getMetadata().getNamespace();
        var secret = secrets.holding(STEP, namespace, "spec.profile.secretKeyRef", ref);
        var output = output(profile, secrets.value(STEP, namespace, "spec.profile.secretKeyRef", ref));
        var adapter = adapter(output.path("type").asText(""), "the profile's `type`");
        var access = new ConnectionAccess(
                profile.name(),
                Optional.ofNullable(profile.target()),
                Optional.empty(),
                new ProfileSource.FromSecret(ref.name(), ref.key()),
                Map.of(),
                Map.of(),
                claim(spec));
        return new Database(Profiles.outline(adapter, output), access, Optional.empty(), List.of(version(secret)));
    }

    private static JsonNode output(ConnectionSpec.Profile profile, String text) throws NotReady {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (IOException e) {
            // The parser's message would quote the text, which may hold a secret.
            throw NotReady.retrying(
                    STEP,
                    "ProfileInvalid",
                    "The Secret's key \"%s\" is not YAML: put a dbt profiles.yml there."
                            .formatted(profile.secretKeyRef().key()));
        }
        var found = root.path(profile.name());
        if (!found.path("outputs").isObject()) {
            throw NotReady.retrying(
                    STEP,
                    "ProfileInvalid",
                    "The profiles.yml has no profile \"%s\" with outputs; it has: %s."
                            .formatted(profile.name(), names(root.fieldNames())));
        }
        var target = profile.target() != null
                ? profile.target()
                : found.path("target").asText("default");
        var output = found.path("outputs").path(target);
        if (!output.isObject()) {
            throw NotReady.retrying(
                    STEP,
                    "ProfileInvalid",
                    "The profile \"%s\" has no target \"%s\"; it has: %s."
                            .formatted(
                                    profile.name(),
                                    target,
                                    names(found.path("outputs").fieldNames())));
        }
        return output;
    }

    private Adapter adapter(String name, String field) throws NotReady {
        return adapters.find(name)
                .orElseThrow(() -> NotReady.failed(
                        STEP,
                        "UnknownAdapter",
                        "%s is \"%s\", which Intalgo does not know: use one of %s."
                                .formatted(field, name, names(adapters.names().iterator()))));
    }

    private static Optional<String> claim(ConnectionSpec spec) {
        return Optional.ofNullable(spec.volume()).map(ConnectionSpec.Volume::claimName);
    }

    private static String names(Iterator<String> names) {
        List<String> all = new ArrayList<>();
        names.forEachRemaining(all::add);
        return all.isEmpty() ? "none" : String.join(", ", all);
    }

    private static String version(Secret secret) {
        return secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
    }
}
