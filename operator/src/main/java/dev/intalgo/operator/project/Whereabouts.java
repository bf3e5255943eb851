package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectSpec.Repository;
import dev.intalgo.operator.job.Names;
import java.util.List;
import java.util.Optional;

/** Tells places of repositories apart, whatever else is said of them: credentials, sizes, how commits are made. */
final class Whereabouts {
    private static final String OPERATOR = "the operator's volume";

    private Whereabouts() {}

    static boolean same(Repository one, Repository other) {
        return place(one).equals(place(other));
    }

    /** Whether the place is a Git server, and not the operator's volume with or without another drive. */
    static boolean isRemote(Repository repository) {
        return repository.remote() != null;
    }

    /** Whether the project is checked out on a drive, besides the operator's volume. */
    static boolean hasDrive(Repository repository) {
        return repository.claim() != null
                || repository.nfs() != null
                || repository.volume() != null && repository.volume().storageClassName() != null;
    }

    private static List<String> place(Repository repository) {
        if (repository.remote() != null) {
            var remote = repository.remote();
            return List.of("remote", remote.url(), remote.branch(), or(remote.path()));
        }
        if (repository.claim() != null) {
            return List.of(
                    "claim", repository.claim().name(), or(repository.claim().path()));
        }
        if (repository.nfs() != null) {
            return List.of("nfs", repository.nfs().server(), repository.nfs().path());
        }
        return List.of("volume", or(repository.volume().storageClassName()));
    }

    private static String or(String text) {
        return Optional.ofNullable(text).orElse("");
    }

    /** Where it is, for a person. */
    static String words(IntalgoProject project, Repository repository) {
        var name = project.getMetadata().getName();
        if (repository.remote() != null) {
            var remote = repository.remote();
            var folder = or(remote.path()).isEmpty() ? "" : ", folder " + remote.path();
            return "%s, branch %s%s".formatted(remote.url(), remote.branch(), folder);
        }
        if (repository.claim() != null) {
            var path = Optional.ofNullable(repository.claim().path()).orElse(name);
            return "folder %s of PersistentVolumeClaim %s"
                    .formatted(path, repository.claim().name());
        }
        if (repository.nfs() != null) {
            return "folder %s of %s:%s"
                    .formatted(name, repository.nfs().server(), repository.nfs().path());
        }
        return repository.volume().storageClassName() == null
                ? OPERATOR
                : "PersistentVolumeClaim " + Names.driveClaim(name);
    }
}
