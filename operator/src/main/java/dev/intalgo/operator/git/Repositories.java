package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import dev.intalgo.operator.job.Names;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The Git repositories of all projects: read as values, changed by whole commits.
 *
 * <p>A commit is there when the branch names it, and not before, so that a process may be killed at any moment.
 * Callers of one repository take turns; other repositories go on meanwhile.
 */
@ApplicationScoped
public class Repositories {
    private static final int ATTEMPTS = 8;
    /** What file systems take; a project's name may have 253 characters. */
    private static final int LONGEST_FOLDER = 255;

    private final Path data;
    private final Instant start;
    private final Map<Path, Bare> opened = new ConcurrentHashMap<>();
    /** The places that repositories were moved away from, for whoever began to work before. */
    private final Set<List<Object>> left = ConcurrentHashMap.newKeySet();

    @Inject
    Repositories(@ConfigProperty(name = "intalgo.data") Path data) {
        this(data, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /** The repositories below a folder, which is made where there is none. */
    public Repositories(Path data, Instant start) {
        this.data = data;
        this.start = start;
        NoSystemConfig.install();
    }

    /**
     * The files at the branch's head. A repository on the volume is made where there is none; a remote one is fetched.
     */
    public Snapshot open(RepositoryId id, Location location) throws GitException {
        return read(id, location, Remotes::fetch);
    }

    /**
     * The files at the head that was seen last, without asking the Git server unless none was. {@link #open} and
     * {@link #commit} see what is new there.
     */
    public Snapshot seen(RepositoryId id, Location location) throws GitException {
        return read(id, location, Remotes::seen);
    }

    /** How the head of a remote branch is found. */
    private interface RemoteHead {
        ObjectId of(Repository copy, Location.Remote remote) throws GitException, IOException;
    }

    private Snapshot read(RepositoryId id, Location location, RemoteHead remoteHead) throws GitException {
        Bare bare = bare(id, location);
        return bare.locked(repository -> {
            ObjectId head = switch (location) {
                case Location.Volume v -> head(repository);
                case Location.Remote remote -> remoteHead.of(repository, remote);
            };
            return bare.read(repository, head, folder(location)).snapshot();
        });
    }

    /**
     * Changes files in one commit.
     *
     * <p>The message is a subject, and after an empty line what else there is to say; the style may reword it.
     *
     * <p>The edit runs on the newest head, and again where somebody else was faster. Where it changes nothing there is
     * no commit. After this returns the commit is on the branch: on disc, or on the Git server. After an exception of
     * the network it may be: run the edit again, which then changes nothing.
     */
    public Commit commit(RepositoryId id, Location location, CommitStyle style, String message, Edit edit)
            throws GitException {
        Bare bare = bare(id, location);
        return bare.locked(repository -> {
            requireHere(id, location);
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<Commit> done = attempt(bare, repository, location, style, message, edit);
                if (done.isPresent()) {
                    return done.get();
                }
                LockSupport.parkNanos(attempt * 20_000_000L);
            }
            throw new GitException(
                    Reason.RepositoryMoved,
                    "others changed the branch " + ATTEMPTS
                            + " times while a commit was made: it is tried again later");
        });
    }

    private Optional<Commit> attempt(
            Bare bare, Repository repository, Location location, CommitStyle style, String message, Edit edit)
            throws GitException, IOException {
        ObjectId before = switch (location) {
            case Location.Volume v -> head(repository);
            case Location.Remote remote -> Remotes.fetch(repository, remote);
        };
        String folder = folder(location);
        Map<String, String> changes =
                changes(bare.read(repository, before, folder).snapshot(), folder, edit);
        if (changes.isEmpty()) {
            return Optional.of(new Commit(before == null ? null : before.name(), false));
        }
        if (location instanceof Location.Volume volume) {
            bare.requireRoom(volume.maxBytes(), changes);
        }
        ObjectId after = Trees.commit(repository, before, changes, style, message);
        if (after == null) {
            return Optional.of(new Commit(before == null ? null : before.name(), false));
        }
        boolean moved = switch (location) {
            case Location.Volume v -> move(repository, before, after);
            case Location.Remote remote -> Remotes.push(repository, remote, before, after);
        };
        if (!moved) {
            return Optional.empty();
        }
        repository.autoGC(NullProgressMonitor.INSTANCE);
        return Optional.of(new Commit(after.name(), true));
    }

    /** What the edit really changes, by paths in the repository. */
    private static Map<String, String> changes(Snapshot before, String folder, Edit edit) throws GitException {
        Map<String, String> changes = new LinkedHashMap<>();
        for (var file : edit.apply(before).entrySet()) {
            boolean same = file.getValue() != null
                    && file.getValue().equals(before.files().get(file.getKey()));
            if (!same) {
                changes.put(Paths.inRepository(folder, file.getKey()), file.getValue());
            }
        }
        return changes;
    }

    private static boolean move(Repository repository, ObjectId before, ObjectId after) throws IOException {
        RefUpdate update = repository.updateRef(Disc.MAIN);
        update.setExpectedOldObjectId(before == null ? ObjectId.zeroId() : before);
        update.setNewObjectId(after);
        return switch (update.update()) {
            case NEW, FAST_FORWARD -> true;
            case LOCK_FAILURE, REJECTED -> false;
            default -> throw new IOException("could not move the branch: " + update.getResult());
        };
    }

    private static ObjectId head(Repository repository) throws IOException {
        var main = repository.exactRef(Disc.MAIN);
        return main == null ? null : main.getObjectId();
    }

    private static String folder(Location location) throws GitException {
        return location instanceof Location.Remote remote ? Paths.folder(remote.path()) : "";
    }

    /** Removes a project's repository on the volume and its copy of a remote one. A remote repository stays. */
    public void delete(RepositoryId id) throws GitException {
        for (Path directory : new Path[] {volume(id), cache(id)}) {
            Bare bare = opened.remove(directory);
            if (bare != null) {
                bare.close();
            }
            try {
                Disc.delete(directory);
            } catch (IOException e) {
                throw Bare.explain(e);
            }
        }
    }

    /**
     * The repository on the volume, or the copy of a remote one, for Git's own protocols; the caller closes it.
     *
     * @param current whether a remote one is fetched first; else it is as it was seen last
     * @return empty where it was not made yet
     */
    Optional<Repository> serve(RepositoryId id, Location location, boolean current) throws GitException {
        if (location instanceof Location.Volume && !Files.isDirectory(volume(id))) {
            return Optional.empty();
        }
        return Optional.of(bare(id, location).locked(repository -> {
            if (location instanceof Location.Remote remote) {
                if (current) {
                    Remotes.fetch(repository, remote);
                } else {
                    Remotes.seen(repository, remote);
                }
                // What a clone checks out.
                repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + remote.branch());
            }
            repository.incrementOpen();
            return repository;
        }));
    }

    /** How many bytes a repository on the volume uses on disc. */
    long size(RepositoryId id) throws IOException {
        return Disc.size(volume(id));
    }

    private Bare bare(RepositoryId id, Location location) throws GitException {
        return switch (location) {
            case Location.Volume v -> bare(volume(id));
            case Location.Remote remote -> {
                Bare bare = bare(cache(id));
                yield bare.isCopyOf(remote.url()) ? bare : copyAnew(id, remote);
            }
        };
    }

    /** Starts the copy again: objects of another repository are none of this one's business. */
    private synchronized Bare copyAnew(RepositoryId id, Location.Remote remote) throws GitException {
        Path directory = cache(id);
        Bare bare = bare(directory);
        if (bare.isCopyOf(remote.url())) {
            return bare;
        }
        opened.remove(directory).close();
        try {
            Disc.delete(directory);
            Bare anew = bare(directory);
            anew.setCopyOf(remote.url());
            return anew;
        } catch (IOException | ConfigInvalidException e) {
            throw Bare.explain(e);
        }
    }

    private Bare bare(Path directory) throws GitException {
        try {
            return opened.computeIfAbsent(directory, d -> Bare.at(d, start));
        } catch (UncheckedIOException e) {
            throw Bare.explain(e.getCause());
        }
    }

    /** From here on no commit is made there; one that is being made is waited for. */
    void leave(RepositoryId id, Location location) throws GitException {
        bare(id, location).locked(repository -> left.add(place(id, location)));
    }

    /** Commits are made there (again). */
    void arrive(RepositoryId id, Location location) {
        left.remove(place(id, location));
    }

    /** Whether the repository is being moved away from there, or was. */
    boolean isLeft(RepositoryId id, Location location) {
        return left.contains(place(id, location));
    }

    private void requireHere(RepositoryId id, Location location) throws GitException {
        if (isLeft(id, location)) {
            throw new GitException(
                    Reason.RepositoryMoved, "the repository is being moved to another place: it is tried again later");
        }
    }

    private static List<Object> place(RepositoryId id, Location location) {
        return switch (location) {
            case Location.Volume v -> List.of(id);
            case Location.Remote remote -> List.of(id, remote.url(), remote.branch(), remote.path());
        };
    }

    /** The last commit of a repository on the volume; empty where there is none. */
    public Optional<String> head(RepositoryId id) throws GitException {
        if (!Files.isDirectory(volume(id))) {
            return Optional.empty();
        }
        return bare(volume(id))
                .locked(repository -> Optional.ofNullable(head(repository)).map(ObjectId::name));
    }

    /** Makes the repository on the volume, where there is none. */
    void make(RepositoryId id, Location.Volume volume) throws GitException {
        bare(id, volume);
    }

    /** The operator's copy of a remote repository, where it has one. */
    Optional<Path> copyOf(RepositoryId id, Location.Remote remote) throws GitException {
        Path directory = cache(id);
        return Files.isDirectory(directory) && bare(directory).isCopyOf(remote.url())
                ? Optional.of(directory)
                : Optional.empty();
    }

    /** A folder for what is only needed meanwhile. */
    Path scratch(RepositoryId id, String what) {
        return data.resolve(what).resolve(id.namespace()).resolve(folder(id));
    }

    /** The folder of a repository on the volume. */
    Path volume(RepositoryId id) {
        return data.resolve("git").resolve(id.namespace()).resolve(folder(id));
    }

    private Path cache(RepositoryId id) {
        return data.resolve("cache").resolve(id.namespace()).resolve(folder(id));
    }

    private static String folder(RepositoryId id) {
        return Names.suffixed(id.project(), ".git", LONGEST_FOLDER);
    }
}
