package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpecBuilder;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Locations;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.job.GitAccess;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Quantity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a project's repository is: for the operator, and for pods. */
@ApplicationScoped
public class RepositoryPlaces implements Locations {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "RepositoryReady";

    /** The branch of a repository that the operator keeps. */
    private static final String MAIN = "main";

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
        return wanted(inEffect(project));
    }

    /** Whether the repository is not where the spec says it should be. */
    public static boolean isMoving(IntalgoProject project) {
        return inEffect(project) != project;
    }

    /** The project with the repository where it is, and not where it should be. */
    private static IntalgoProject inEffect(IntalgoProject project) {
        var at = project.getStatus() == null ? null : project.getStatus().repository();
        if (at == null || Whereabouts.same(at, project.getSpec().repository())) {
            return project;
        }
        var there = new IntalgoProject();
        there.setMetadata(project.getMetadata());
        there.setSpec(IntalgoProjectSpecBuilder.builder(project.getSpec())
                .repository(at)
                .build());
        return there;
    }

    /**
     * Where the repository should be.
     *
     * @throws NotReady where a Secret is missing or the size is none
     */
    Location wanted(IntalgoProject project) throws NotReady {
        var repository = project.getSpec().repository();
        if (repository.remote() == null) {
            // Elsewhere than in a volume of a given size, only the operator's own volume sets a limit.
            return new Location.Volume(
                    repository.volume() == null
                            ? Long.MAX_VALUE
                            : bytes(repository.volume().size()));
        }
        var remote = repository.remote();
        var settings = new RemoteSettings(project, secrets);
        return new Location.Remote(
                remote.url(),
                remote.branch(),
                Optional.ofNullable(remote.path()).orElse(""),
                settings.credentials(),
                Optional.ofNullable(remote.caBundle()),
                settings.proxy());
    }

    /**
     * How commits are made.
     *
     * @throws NotReady where a Secret is missing
     */
    public CommitStyle commits(IntalgoProject project) throws NotReady {
        return new RemoteSettings(project, secrets).commits();
    }

    /** The names of the Secrets that access to the repository, and its commits, need. */
    static Set<String> secretNames(IntalgoProject project) {
        return Stream.of(project, inEffect(project))
                .flatMap(p -> RemoteSettings.secretValues(p).values().stream())
                .map(value -> value.secretKeyRef().name())
                .collect(Collectors.toSet());
    }

    /** How pods clone the repository. */
    public GitAccess access(IntalgoProject project) {
        var remote = remote(project);
        return GitAccess.of(
                runner,
                project,
                remote.map(IntalgoProjectSpec.Remote::branch).orElse(MAIN),
                remote.map(IntalgoProjectSpec.Remote::path));
    }

    /** The Git server that the repository is on; empty where only the operator has it. */
    public static Optional<IntalgoProjectSpec.Remote> remote(IntalgoProject project) {
        return Optional.ofNullable(inEffect(project).getSpec().repository().remote());
    }

    /** Where people clone the repository from: the Git server that it is on, or the operator. */
    String cloneUrl(IntalgoProject project) {
        var remote = inEffect(project).getSpec().repository().remote();
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
