package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.git.Author;
import dev.intalgo.operator.git.Credentials;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Locations;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.job.GitAccess;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Quantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where a project's repository is: for the operator, and for pods. */
@ApplicationScoped
public class RepositoryPlaces implements Locations {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "RepositoryReady";

    /** Whose name commits have. */
    public static final Author AUTHOR = new Author("Intalgo", "intalgo@intalgo.dev");

    /** The branch of a repository that the operator keeps. */
    private static final String MAIN = "main";

    private static final String PASSWORD = "spec.repository.remote.credentials.https.password";

    private final Secrets secrets;
    private final RunnerSettings runner;

    RepositoryPlaces(Secrets secrets, RunnerSettings runner) {
        this.secrets = secrets;
        this.runner = runner;
    }

    public static RepositoryId id(IntalgoProject project) {
        return new RepositoryId(
                project.getMetadata().getNamespace(), project.getMetadata().getName());
    }

    @Override
    public Location location(IntalgoProject project) throws NotReady {
        var repository = project.getSpec().repository();
        if (repository.volume() != null) {
            return new Location.Volume(bytes(repository.volume().size()));
        }
        var remote = repository.remote();
        Optional<Credentials> credentials = Optional.empty();
        if (remote.credentials() != null) {
            var https = remote.credentials().https();
            var password = secrets.value(
                    STEP,
                    project.getMetadata().getNamespace(),
                    PASSWORD,
                    https.password().secretKeyRef());
            credentials = Optional.of(new Credentials(https.username(), password));
        }
        return new Location.Remote(
                URI.create(remote.url()),
                remote.branch(),
                Optional.ofNullable(remote.path()).orElse(""),
                credentials,
                Optional.ofNullable(remote.caBundle()));
    }

    /** The names of the Secrets that access to the repository needs. */
    static Set<String> secretNames(IntalgoProject project) {
        return password(project).map(ref -> Set.of(ref.name())).orElse(Set.of());
    }

    private static Optional<SecretKeyRef> password(IntalgoProject project) {
        return Optional.ofNullable(project.getSpec().repository().remote())
                .flatMap(remote -> Optional.ofNullable(remote.credentials()))
                .map(credentials -> credentials.https().password().secretKeyRef());
    }

    /** How pods clone the repository. */
    public GitAccess access(IntalgoProject project) {
        var remote = Optional.ofNullable(project.getSpec().repository().remote());
        return GitAccess.of(
                runner,
                project,
                remote.map(IntalgoProjectSpec.Remote::branch).orElse(MAIN),
                remote.map(IntalgoProjectSpec.Remote::path));
    }

    /** Where people clone the repository from: the Git server that it is on, or the operator. */
    String cloneUrl(IntalgoProject project) {
        var remote = project.getSpec().repository().remote();
        return remote == null ? access(project).url() : remote.url();
    }

    private static long bytes(String size) throws NotReady {
        try {
            return Quantity.getAmountInBytes(new Quantity(size)).longValueExact();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw NotReady.failed(
                    STEP,
                    "InvalidSize",
                    "spec.repository.volume.size is \"%s\": write a size such as 1Gi.".formatted(size));
        }
    }
}
