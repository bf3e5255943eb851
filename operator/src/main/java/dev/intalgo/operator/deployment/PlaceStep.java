package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.connection.Database;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.connection.ShownInDataHub;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a Deployment's models are built: the project's database, or that of its environment. */
@ApplicationScoped
class PlaceStep {
    static final String STEP = "EnvironmentReady";
    private static final String BY_CONNECTION = "connection";

    private final KubernetesClient client;
    private final Databases databases;
    private final ShownInDataHub shown;

    PlaceStep(KubernetesClient client, Databases databases, ShownInDataHub shown) {
        this.client = client;
        this.databases = databases;
        this.shown = shown;
    }

    /**
     * The events of Connections that environments name: of the project's own the project tells, whose status follows it.
     */
    static EventSource<Connection, Deployment> events(EventSourceContext<Deployment> context) {
        var deployments = context.getPrimaryCache();
        deployments.addIndexer(
                BY_CONNECTION,
                d -> connection(d).stream().map(ResourceID::toString).toList());
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Connection.class, Deployment.class)
                        .withName("deployment-connection")
                        .withSecondaryToPrimaryMapper(connection ->
                                deployments
                                        .byIndex(
                                                BY_CONNECTION,
                                                ResourceID.fromResource(connection)
                                                        .toString())
                                        .stream()
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper(
                                (Deployment d) -> connection(d).stream().collect(Collectors.toSet()))
                        .build(),
                context);
    }

    /** The Connection that the environment names. */
    private static Optional<ResourceID> connection(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec().environment())
                .map(DeploymentSpec.Environment::connectionRef)
                .map(ref -> new ResourceID(ref.name(), deployment.getMetadata().getNamespace()));
    }

    /** @throws NotReady {@code ConnectionNotFound}, {@code ConnectionNotReady} or {@code EnvironmentMismatch} */
    Place of(Deployment deployment, IntalgoProject project) throws NotReady {
        var namespace = deployment.getMetadata().getNamespace();
        var ownName = project.getSpec().connectionRef().name();
        var own = database(namespace, ownName);
        var environment = Optional.ofNullable(deployment.getSpec().environment());
        var name = environment.map(DeploymentSpec.Environment::name);
        var schema = environment.map(DeploymentSpec.Environment::schema);
        var otherName = connection(deployment).map(ResourceID::getName).filter(other -> !other.equals(ownName));
        if (otherName.isEmpty()) {
            var whole =
                    schema.or(() -> Optional.ofNullable(project.getSpec().dbt().schema()));
            return place(own, name, whole, Optional.empty());
        }
        var other = database(namespace, otherName.get());
        if (!other.adapter().name().equals(own.adapter().name())) {
            throw NotReady.retrying(
                    STEP,
                    "EnvironmentMismatch",
                    ("Connection \"%s\" of spec.environment.connectionRef is for %s, and that of the project is for %s:"
                                    + " the models' SQL is for one kind of database. Name a Connection of that kind.")
                            .formatted(
                                    otherName.get(),
                                    other.adapter().title(),
                                    own.adapter().title()));
        }
        return place(other, name, schema, setting(other, "dbname", "database", "project", "catalog"));
    }

    private static Place place(
            Database database, Optional<String> name, Optional<String> schema, Optional<String> databaseName) {
        var known = schema.or(() -> setting(database, "schema", "dataset"));
        return new Place(database, database.access().withSchema(schema), name, known, databaseName);
    }

    /** A value of the profile, by the first of these names that has one. */
    private static Optional<String> setting(Database database, String... names) {
        return Stream.of(names)
                .map(database.adapter()::canonical)
                .flatMap(key -> Optional.ofNullable(database.profile().values().get(key)).stream())
                .findFirst();
    }

    private Database database(String namespace, String name) throws NotReady {
        var connection = client.resources(Connection.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (connection == null) {
            throw NotReady.retrying(
                    STEP,
                    "ConnectionNotFound",
                    "There is no Connection \"%s\" in this namespace: create it.".formatted(name));
        }
        var ready = databases.ready(connection, STEP);
        return ready.withAccess(ready.access().withShown(shown.of(connection)));
    }
}
