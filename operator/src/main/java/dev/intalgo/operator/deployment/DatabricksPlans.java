package dev.intalgo.operator.deployment;

import com.databricks.sdk.service.jobs.GitProvider;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.operator.databricks.Access;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.TrustedCertificates;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.DatabricksPlan;
import dev.intalgo.operator.target.DatabricksPlanBuilder;
import dev.intalgo.operator.target.Quartz;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** What a Deployment says of Databricks; what it does not say, its Connection does. */
@ApplicationScoped
class DatabricksPlans {
    private static final String ADAPTER = "databricks";
    private static final Pattern WAREHOUSE = Pattern.compile(".*/warehouses/([A-Za-z0-9_-]+)/?");

    private final KubernetesClient client;
    private final Databases databases;
    private final RepositoryPlaces places;
    private final Secrets secrets;

    DatabricksPlans(KubernetesClient client, Databases databases, RepositoryPlaces places, Secrets secrets) {
        this.client = client;
        this.databases = databases;
        this.places = places;
        this.secrets = secrets;
    }

    /**
     * How Databricks runs the project.
     *
     * @throws NotReady where something is missing that Databricks needs
     */
    DatabricksPlan plan(Deployment deployment, IntalgoProject project) throws NotReady {
        var spec = deployment.getSpec();
        var databricks = spec.databricks();
        checkSupported(spec);
        var connection = connection(deployment, project).orElseThrow(() -> missing("ConnectionNotFound", "Connection"));
        if (!databases.ready(connection, Delivery.STEP).access().adapter().equals(ADAPTER)) {
            throw NotReady.lacking(
                    Delivery.STEP,
                    "ConnectionNotDatabricks",
                    "Connection \"%s\" is not to Databricks, where this runs: name one that is in spec.environment.connectionRef."
                            .formatted(connection.getMetadata().getName()));
        }
        var repository = repository(project);
        var url = GitUrls.https(repository.url());
        return DatabricksPlanBuilder.builder()
                .uid(deployment.getMetadata().getUid())
                .host(host(databricks, Optional.of(connection)))
                .gitUrl(url)
                .gitProvider(provider(databricks, project, url))
                .directory(Optional.of(repository.path()).filter(path -> !path.isEmpty()))
                .environment(
                        environment(spec).map(DeploymentSpec.Environment::name).orElse("prod"))
                .warehouse(warehouse(databricks, connection))
                .catalog(Optional.ofNullable(databricks.catalog()).or(() -> setting(connection, "catalog")))
                .schema(schema(spec, project, connection))
                .cluster(Optional.ofNullable(databricks.clusterId()))
                .environmentVersion(databricks.environmentVersion())
                .dbtDatabricks(databricks.dbtDatabricks())
                .servicePrincipal(Optional.ofNullable(databricks.servicePrincipal()))
                .paused(databricks.paused())
                .maxConcurrentRuns(databricks.maxConcurrentRuns())
                .notifyOnFailure(databricks.notifyOnFailure())
                .build();
    }

    /**
     * How the operator reaches the workspace.
     *
     * @throws NotReady where a Secret is missing, or nothing says where or how
     */
    Access access(Deployment deployment, Optional<IntalgoProject> project) throws NotReady {
        var databricks = deployment.getSpec().databricks();
        var connection = project.isEmpty() ? Optional.<Connection>empty() : connection(deployment, project.get());
        return new Access(
                host(databricks, connection),
                signIn(deployment.getMetadata().getNamespace(), databricks, connection),
                trust(databricks));
    }

    private static void checkSupported(DeploymentSpec spec) throws NotReady {
        var problem = Optional.ofNullable(spec.schedule()).flatMap(Quartz::problem);
        if (problem.isPresent()) {
            throw NotReady.failed(Delivery.STEP, "InvalidSchedule", problem.get());
        }
        if (spec.state() != null) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "StateNotSupported",
                    "Databricks has no manifest of an earlier commit to compare with: take spec.state away.");
        }
    }

    private Location.Remote repository(IntalgoProject project) throws NotReady {
        if (places.location(project) instanceof Location.Remote remote) {
            return remote;
        }
        throw NotReady.lacking(
                Delivery.STEP,
                "RepositoryNotReachable",
                "Databricks clones from Git: move IntalgoProject \"%s\" to a Git server that it reaches, by spec.repository.remote."
                        .formatted(project.getMetadata().getName()));
    }

    private static GitProvider provider(Orchestrators.Databricks databricks, IntalgoProject project, String url)
            throws NotReady {
        var remote = project.getSpec().repository().remote();
        var requests = remote == null ? null : remote.pullRequests();
        return GitUrls.provider(databricks.gitProvider(), requests == null ? null : requests.provider(), url)
                .orElseThrow(() -> NotReady.failed(
                        Delivery.STEP,
                        "GitProviderUnknown",
                        "Databricks wants to know which kind of Git server %s is on: say it in spec.databricks.gitProvider."
                                .formatted(url)));
    }

    private Optional<Connection> connection(Deployment deployment, IntalgoProject project) {
        var name = environment(deployment.getSpec())
                .map(DeploymentSpec.Environment::connectionRef)
                .orElse(project.getSpec().connectionRef())
                .name();
        return Optional.ofNullable(client.resources(Connection.class)
                .inNamespace(deployment.getMetadata().getNamespace())
                .withName(name)
                .get());
    }

    private static Optional<DeploymentSpec.Environment> environment(DeploymentSpec spec) {
        return Optional.ofNullable(spec.environment());
    }

    private static Optional<String> setting(Connection connection, String key) {
        return Optional.ofNullable(connection.getSpec().settings().get(key)).filter(value -> !value.isBlank());
    }

    private static String host(Orchestrators.Databricks databricks, Optional<Connection> connection) throws NotReady {
        return Optional.ofNullable(databricks.host())
                .or(() -> connection.flatMap(c -> setting(c, "host")).map(host -> "https://" + host))
                .orElseThrow(() -> missing("HostMissing", "host"));
    }

    private static String warehouse(Orchestrators.Databricks databricks, Connection connection) throws NotReady {
        return Optional.ofNullable(databricks.warehouseId())
                .or(() -> setting(connection, "http_path")
                        .map(WAREHOUSE::matcher)
                        .filter(Matcher::matches)
                        .map(path -> path.group(1)))
                .orElseThrow(() -> missing("WarehouseMissing", "warehouseId"));
    }

    private static Optional<String> schema(DeploymentSpec spec, IntalgoProject project, Connection connection) {
        var given = environment(spec).map(DeploymentSpec.Environment::schema);
        var own = environment(spec)
                .map(DeploymentSpec.Environment::connectionRef)
                .map(ObjectRef::name)
                .filter(name -> !name.equals(project.getSpec().connectionRef().name()))
                .isEmpty();
        return given.or(() -> own ? Optional.ofNullable(project.getSpec().dbt().schema()) : Optional.empty())
                .or(() -> setting(connection, "schema"));
    }

    private Access.SignIn signIn(String namespace, Orchestrators.Databricks databricks, Optional<Connection> connection)
            throws NotReady {
        var given = databricks.credentials();
        if (given != null) {
            var field = "spec.databricks.credentials.";
            return given.token() != null
                    ? new Access.SignIn.Token(value(namespace, field + "token", given.token()))
                    : new Access.SignIn.Client(
                            given.clientId(), value(namespace, field + "clientSecret", given.clientSecret()));
        }
        var spec = connection.map(Connection::getSpec).orElseThrow(() -> missing("CredentialsMissing", "credentials"));
        return signIn(namespace, spec);
    }

    private Access.SignIn signIn(String namespace, ConnectionSpec spec) throws NotReady {
        var field = "The Connection's spec.credentials.";
        var token = spec.credentials().get("token");
        if (token != null) {
            return new Access.SignIn.Token(value(namespace, field + "token", token));
        }
        var id = spec.settings().get("client_id");
        var secret = spec.credentials().get("client_secret");
        if (id == null || secret == null) {
            throw missing("CredentialsMissing", "credentials");
        }
        return new Access.SignIn.Client(id, value(namespace, field + "client_secret", secret));
    }

    private String value(String namespace, String field, SecretValue value) throws NotReady {
        return secrets.value(Delivery.STEP, namespace, field + ".secretKeyRef", value.secretKeyRef());
    }

    private static Optional<SSLContext> trust(Orchestrators.Databricks databricks) throws NotReady {
        if (databricks.caBundle() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(TrustedCertificates.of(databricks.caBundle()).context());
        } catch (GitException e) {
            throw NotReady.failed(
                    Delivery.STEP,
                    "InvalidCertificates",
                    "spec.databricks.caBundle cannot be read: it must be one or more certificates in PEM.");
        }
    }

    private static NotReady missing(String reason, String what) {
        return what.equals("Connection")
                ? NotReady.retrying(Delivery.STEP, reason, "The Connection is not in this namespace: create it.")
                : NotReady.lacking(
                        Delivery.STEP,
                        reason,
                        "The Connection does not say it: give spec.databricks.%s.".formatted(what));
    }
}
