package dev.intalgo.operator.connection;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.Adapters;
import dev.intalgo.operator.adapter.ProfileOutline;
import dev.intalgo.operator.adapter.Profiles;
import dev.intalgo.operator.adapter.Recipes;
import dev.intalgo.operator.job.ConnectionAccess;
import dev.intalgo.operator.job.ConnectionAccess.ProfileSource;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
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

    private final Secrets secrets;
    private final Adapters adapters = Adapters.load();

    Databases(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The kinds of database that there is a descriptor of. */
    public Adapters adapters() {
        return adapters;
    }

    /**
     * The database that a Connection names.
     *
     * @throws NotReady {@code UnknownAdapter}, {@code InvalidSettings}, {@code ProfileInvalid}, or a Secret is missing
     */
    public Database of(Connection connection) throws NotReady {
        var database = connection.getSpec().profile() == null ? fromSettings(connection) : fromProfile(connection);
        var problems = database.source() == ConnectionSpec.Source.DATAHUB
                ? Recipes.problems(database.adapter(), selection(connection))
                : List.<String>of();
        if (!problems.isEmpty()) {
            throw NotReady.failed(STEP, "InvalidSettings", String.join("; ", problems));
        }
        return withDataHub(connection, database);
    }

    private Database withDataHub(Connection connection, Database database) throws NotReady {
        var datahub = connection.getSpec().datahub();
        if (datahub == null) {
            return database;
        }
        var token = Optional.ofNullable(datahub.token()).map(SecretValue::secretKeyRef);
        List<String> versions = new ArrayList<>(database.secretVersions());
        if (token.isPresent()) {
            var namespace = connection.getMetadata().getNamespace();
            versions.add(
                    Secrets.version(secrets.holding(STEP, namespace, "spec.datahub.token.secretKeyRef", token.get())));
        }
        var access = database.access().withDataHub(new ConnectionAccess.DataHubAccess(datahub.server(), token));
        return database.with(access, versions);
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
        var adapter = adapter(spec.adapter());
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
            versions.add(Secrets.version(secrets.holding(
                    STEP, connection.getMetadata().getNamespace(), "spec.credentials." + credential.getKey(), ref)));
        }
        var profile = connection.getMetadata().getName();
        var yml = Profiles.render(
                profile, adapter, spec.settings(), spec.credentials().keySet(), THREADS);
        var access = new ConnectionAccess(
                adapter.name(),
                Optional.ofNullable(spec.image()),
                profile,
                Optional.of(Profiles.TARGET),
                Optional.empty(),
                new ProfileSource.FromConfigMap(profileName(connection)),
                credentials,
                files,
                claim(spec));
        var outline =
                Profiles.outline(adapter, spec.settings(), spec.credentials().keySet());
        return new Database(outline, source(spec, outline), access, Optional.of(yml), versions);
    }

    private Database fromProfile(Connection connection) throws NotReady {
        var spec = connection.getSpec();
        var profile = spec.profile();
        var ref = profile.secretKeyRef();
        var field = "spec.profile.secretKeyRef";
        var secret = secrets.holding(STEP, connection.getMetadata().getNamespace(), field, ref);
        var values = Secrets.values(secret);
        var target = new HandWrittenProfile(profile, values)
                .target(values.get(ref.key()), type -> adapters.find(type).isPresent());
        var access = new ConnectionAccess(
                target.adapter(),
                Optional.ofNullable(spec.image()),
                profile.name(),
                Optional.ofNullable(profile.target()),
                Optional.empty(),
                new ProfileSource.FromSecret(ref.name(), ref.key()),
                Map.of(),
                Map.of(),
                claim(spec));
        var outline = Profiles.outline(adapters.orUnknown(target.adapter()), target.keys());
        return new Database(outline, source(spec, outline), access, Optional.empty(), List.of(Secrets.version(secret)));
    }

    /** What reads the catalog. */
    private static ConnectionSpec.Source source(ConnectionSpec spec, ProfileOutline profile) throws NotReady {
        var wanted = spec.ingestion().source();
        var unserved = profile.withoutDataHub();
        if (wanted == ConnectionSpec.Source.DATAHUB && unserved.isPresent()) {
            throw NotReady.failed(
                    STEP,
                    "InvalidSettings",
                    "spec.ingestion.source is DataHub, but %s: use Adapter, or leave it out."
                            .formatted(unserved.get()));
        }
        if (wanted != null) {
            return wanted;
        }
        return unserved.isEmpty() ? ConnectionSpec.Source.DATAHUB : ConnectionSpec.Source.ADAPTER;
    }

    private Adapter adapter(String name) throws NotReady {
        return adapters.find(name)
                .orElseThrow(() -> NotReady.failed(
                        STEP,
                        "UnknownAdapter",
                        "spec.adapter is \"%s\", which Intalgo does not know%s: use one of %s, or a profile written by hand."
                                .formatted(
                                        name,
                                        adapters.nearest(name)
                                                .map(", perhaps \"%s\""::formatted)
                                                .orElse(""),
                                        String.join(", ", adapters.names()))));
    }

    private static Optional<String> claim(ConnectionSpec spec) {
        return Optional.ofNullable(spec.volume()).map(ConnectionSpec.Volume::claimName);
    }
}
