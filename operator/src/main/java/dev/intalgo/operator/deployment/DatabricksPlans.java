package dev.intalgo.operator.deployment;

import com.databricks.sdk.service.jobs.GitProvider;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentSpec;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Orchestrators;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.databricks.Access;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.TrustedCertificates;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import dev.intalgo.operator.project.RepositoryPlaces;
import dev.intalgo.operator.target.DatabricksPlan;
import dev.intalgo.operator.target.DatabricksPlanBuilder;
import dev.intalgo.operator.target.Outside;
import dev.intalgo.operator.target.Quartz;
import dev.intalgo.operator.target.Run;
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

    private final Secrets secrets;

    DatabricksPlans(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * How Databricks runs the project.
     *
     * @throws NotReady where something is missing that Databricks needs
     */
    DatabricksPlan plan(Deployment deployment, IntalgoProject project, Run run, Place place) throws NotReady {
        var spec = deployment.getSpec();
        var databricks = spec.databricks();
        checkSupported(spec);
        checkAdapter(place);
        var url = GitUrls.https(remote(run).url());
        return DatabricksPlanBuilder.builder()
                .uid(deployment.getMetadata().getUid())
                .host(host(databricks, Optional.of(place)))
                .gitUrl(url)
                .gitProvider(provider(databricks, project, url))
                .directory(Optional.of(run.outside().path()).filter(path -> !path.isEmpty()))
                .environment(place.name().orElse("prod"))
                .warehouse(warehouse(databricks, place))
                .catalog(Optional.ofNullable(databricks.catalog()).or(() -> setting(place, "catalog")))
                .schema(place.schema())
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
     * @param place what says what the Deployment does not; empty where it is gone
     * @throws NotReady where a Secret is missing, or nothing says where or how
     */
    Access access(Deployment deployment, Optional<Place> place) throws NotReady {
        var databricks = deployment.getSpec().databricks();
        return new Access(
                host(databricks, place),
                signIn(deployment.getMetadata().getNamespace(), databricks, place),
                trust(databricks));
    }

    private static void checkSupported(DeploymentSpec spec) throws NotReady {
        var problem = Optional.ofNullable(spec.schedule()).flatMap(Quartz::problem);
        if (problem.isPresent()) {
            throw NotReady.failed(Delivery.STEP, "InvalidSchedule", problem.get());
        }
    }

    private static void checkAdapter(Place place) throws NotReady {
        var adapter = place.connection().adapter();
        if (!adapter.name().equals(ADAPTER)) {
            throw NotReady.retrying(
                    Delivery.STEP,
                    "ConnectionNotDatabricks",
                    "The Connection is for %s, and Databricks runs models on its own SQL warehouses: use another orchestrator."
                            .formatted(adapter.title()));
        }
    }

    private static Outside.Remote remote(Run run) throws NotReady {
        return run.outside()
                .remote()
                .orElseThrow(() -> NotReady.lacking(
                        Delivery.STEP,
                        "RepositoryNotReachable",
                        "Databricks clones from Git, and only Intalgo has the repository: give IntalgoProject \"%s\" a spec.repository.remote that Databricks reaches."
                                .formatted(run.project())));
    }

    private static GitProvider provider(Orchestrators.Databricks databricks, IntalgoProject project, String url)
            throws NotReady {
        var requests = RepositoryPlaces.remote(project).map(remote -> remote.pullRequests());
        return GitUrls.provider(
                        databricks.gitProvider(),
                        requests.map(found -> found.provider()).orElse(null),
                        url)
                .orElseThrow(() -> NotReady.failed(
                        Delivery.STEP,
                        "GitProviderUnknown",
                        "Databricks wants to know which kind of Git server %s is on: say it in spec.databricks.gitProvider."
                                .formatted(url)));
    }

    private static Optional<String> setting(Place place, String key) {
        return Optional.ofNullable(place.connection().profile().values().get(key))
                .filter(value -> !value.isBlank());
    }

    private static String host(Orchestrators.Databricks databricks, Optional<Place> place) throws NotReady {
        return Optional.ofNullable(databricks.host())
                .or(() -> place.flatMap(p -> setting(p, "host")).map(host -> "https://" + host))
                .orElseThrow(() -> missing("HostMissing", "host"));
    }

    private static String warehouse(Orchestrators.Databricks databricks, Place place) throws NotReady {
        return Optional.ofNullable(databricks.warehouseId())
                .or(() -> setting(place, "http_path")
                        .map(WAREHOUSE::matcher)
                        .filter(Matcher::matches)
                        .map(path -> path.group(1)))
                .orElseThrow(() -> missing("WarehouseMissing", "warehouseId"));
    }

    private Access.SignIn signIn(String namespace, Orchestrators.Databricks databricks, Optional<Place> place)
            throws NotReady {
        var given = databricks.credentials();
        if (given == null) {
            return signIn(namespace, place.orElseThrow(() -> missing("CredentialsMissing", "credentials")));
        }
        var field = "spec.databricks.credentials.";
        return given.token() != null
                ? new Access.SignIn.Token(
                        value(namespace, field + "token", given.token().secretKeyRef()))
                : new Access.SignIn.Client(
                        given.clientId(),
                        value(
                                namespace,
                                field + "clientSecret",
                                given.clientSecret().secretKeyRef()));
    }

    private Access.SignIn signIn(String namespace, Place place) throws NotReady {
        var field = "The Connection's spec.credentials.";
        var credentials = place.access().credentials();
        if (credentials.containsKey("token")) {
            return new Access.SignIn.Token(value(namespace, field + "token", credentials.get("token")));
        }
        var id = setting(place, "client_id");
        var secret = Optional.ofNullable(credentials.get("client_secret"));
        if (id.isEmpty() || secret.isEmpty()) {
            throw missing("CredentialsMissing", "credentials");
        }
        return new Access.SignIn.Client(id.get(), value(namespace, field + "client_secret", secret.get()));
    }

    private String value(String namespace, String field, SecretKeyRef ref) throws NotReady {
        return secrets.value(Delivery.STEP, namespace, field + ".secretKeyRef", ref);
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
        return NotReady.retrying(
                Delivery.STEP, reason, "The Connection does not say it: give spec.databricks.%s.".formatted(what));
    }
}
