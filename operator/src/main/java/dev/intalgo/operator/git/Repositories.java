package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import dev.intalgo.operator.job.Names;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

    private static final String SUFFIX = ".git";
    /** The folder of the copies of remote repositories. */
    private static final String COPIES = "cache";

    private final Path data;
    private final Instant start;
    private final Remotes remotes;
    private final RemoteBranches branches;
    /** One for each folder, and never another, since its lock is what keeps two threads from using it. */
    private final Map<Path, Bare> folders = new ConcurrentHashMap<>();
    /** The places that repositories were moved away from, for whoever began to work before. */
    private final Set<List<Object>> left = ConcurrentHashMap.newKeySet();

    @Inject
    Repositories(@ConfigProperty(name = "intalgo.data") Path data, GithubAppTokens tokens) {
        this(data, ProcessHandle.current().info().startInstant().orElseGet(Instant::now), tokens);
    }

    /** The repositories below a folder, which is made where there is none. */
    public Repositories(Path data, Instant start) {
        this(data, start, new GithubAppTokens());
    }

    Repositories(Path data, Instant start, GithubAppTokens tokens) {
        this.data = data;
        this.start = start;
        this.remotes = new Remotes(tokens);
        this.branches = new RemoteBranches(remotes, tokens);
        NoSystemConfig.install();
    }

    /**
     * The files at the branch's head. A repository on the volume is made where there is none; a remote one is fetched.
     */
    public Snapshot open(RepositoryId id, Location location) throws GitException {
        return read(id, location, remotes::fetchTip);
    }

    /**
     * The files at the head that was seen last, without asking the Git server unless none was. {@link #open} and
     * {@link #commit} see what is new there.
     */
    public Snapshot seen(RepositoryId id, Location location) throws GitException {
        return read(id, location, remotes::seenTip);
    }

    /**
     * As {@link #seen(RepositoryId, Location)}, of some files and folders: by their paths from the repository's root, as
     * those in the snapshot are.
     */
    public Snapshot seen(RepositoryId id, Location location, Set<String> places) throws GitException {
        return locked(
                id,
                location,
                (repository, _) -> Trees.read(repository, head(repository, location, remotes::seenTip), places));
    }

    /** As {@link #at(RepositoryId, Location, String)}, of some files and folders, by their paths from the root. */
    public Optional<Snapshot> at(RepositoryId id, Location location, String commit, Set<String> places)
            throws GitException {
        return locked(id, location, (repository, _) -> {
            Optional<ObjectId> found = PastFiles.commit(repository, commit);
            return found.isEmpty() ? Optional.empty() : Optional.of(Trees.read(repository, found.get(), places));
        });
    }

    /**
     * The newest text that a file had, by its path from the dbt project's folder, at the head that was seen last or
     * before it.
     *
     * @return empty where no such text is known
     */
    public Optional<String> past(RepositoryId id, Location location, String path, Predicate<String> wanted)
            throws GitException {
        String whole = Paths.inRepository(folder(location), path);
        return locked(
                id,
                location,
                (repository, _) ->
                        PastFiles.find(repository, head(repository, location, remotes::seen), whole, wanted));
    }

    /**
     * What became of a file, at the head that was seen last and before it; see {@link FileHistory}.
     *
     * @param path of a file with SQL, from the dbt project's folder
     * @param limit how many changes at most
     */
    public List<FileHistory.Change> history(RepositoryId id, Location location, String path, int limit)
            throws GitException {
        String whole = Paths.inRepository(folder(location), path);
        return locked(
                id,
                location,
                (repository, _) -> FileHistory.of(repository, head(repository, location, remotes::seen), whole, limit));
    }

    /**
     * The paths of the files that differ between two commits.
     *
     * @return empty where one of them is not known here
     */
    public Optional<Set<String>> changed(RepositoryId id, Location location, String from, String to)
            throws GitException {
        return locked(id, location, (repository, _) -> {
            Optional<ObjectId> old = PastFiles.commit(repository, from);
            Optional<ObjectId> now = PastFiles.commit(repository, to);
            return old.isEmpty() || now.isEmpty()
                    ? Optional.empty()
                    : Optional.of(PastFiles.changed(repository, old.get(), now.get()));
        });
    }

    /** The files at a commit, where it is still there: it need not be on the branch any more. */
    public Optional<Snapshot> at(RepositoryId id, Location location, String commit) throws GitException {
        String folder = folder(location);
        return locked(id, location, (repository, bare) -> {
            Optional<ObjectId> found = PastFiles.commit(repository, commit);
            return found.isEmpty() ? Optional.empty() : Optional.of(bare.peek(repository, found.get(), folder));
        });
    }

    /** Whether a commit is the branch's head, as it was seen last, or in its history. */
    public boolean has(RepositoryId id, Location location, String commit) throws GitException {
        return locked(id, location, (repository, _) -> {
            // Only what is not in the part of the history that is there already needs all of it.
            for (RemoteHead known : List.<RemoteHead>of(remotes::seenTip, remotes::seen)) {
                ObjectId head = head(repository, location, known);
                Optional<ObjectId> found = PastFiles.commit(repository, commit);
                if (head != null && found.isPresent() && !PastFiles.rewritten(repository, found.get(), head)) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Whether the branch's history was rewritten: its head is no longer one that follows this commit.
     *
     * @param before a commit that was the head; where it is not known here, nothing can be said, and it was not
     */
    public boolean rewritten(RepositoryId id, Location location, String before) throws GitException {
        return locked(id, location, (repository, _) -> {
            Optional<ObjectId> old = PastFiles.commit(repository, before);
            // Commits of ours follow in what is there; only else is all of the history needed.
            return old.isPresent()
                    && isRewritten(repository, old.get(), head(repository, location, remotes::seenTip))
                    && isRewritten(repository, old.get(), head(repository, location, remotes::seen));
        });
    }

    private static boolean isRewritten(Repository repository, ObjectId before, ObjectId now) throws IOException {
        return now != null && PastFiles.rewritten(repository, before, now);
    }

    /** How the head of a remote branch is found. */
    private interface RemoteHead {
        ObjectId of(Repository copy, Location.Remote remote) throws GitException, IOException;
    }

    private Snapshot read(RepositoryId id, Location location, RemoteHead remoteHead) throws GitException {
        return locked(id, location, (repository, bare) -> {
            ObjectId head = head(repository, location, remoteHead);
            return bare.read(repository, head, folder(location)).snapshot();
        });
    }

    private static ObjectId head(Repository repository, Location location, RemoteHead remoteHead)
            throws GitException, IOException {
        return switch (location) {
            case Location.Volume v -> head(repository);
            case Location.Remote remote -> remoteHead.of(repository, remote);
        };
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
        return commitAll(id, location, style, List.of(edit), changing -> message)
                .getFirst()
                .get();
    }

    /**
     * Makes one commit of several edits, as {@link #commit} does of one. Each sees what those before it changed; one that
     * is refused leaves the others as if it were not there.
     *
     * @param edits all of the same {@linkplain Edit#places places}
     * @param message what the commit says, given the edits that change something
     * @return what became of each edit
     */
    public <E extends Edit> List<Outcome> commitAll(
            RepositoryId id, Location location, CommitStyle style, List<E> edits, Function<List<E>, String> message)
            throws GitException {
        return locked(id, location, (repository, bare) -> {
            requireHere(id, location);
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<List<Outcome>> done = attempt(bare, repository, location, style, message, edits);
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

    private <E extends Edit> Optional<List<Outcome>> attempt(
            Bare bare,
            Repository repository,
            Location location,
            CommitStyle style,
            Function<List<E>, String> message,
            List<E> edits)
            throws GitException, IOException {
        ObjectId before = head(repository, location, remotes::fetchTip);
        Edit first = edits.getFirst();
        Batch<E> batch =
                Batch.of(repository, bare.read(repository, before, location, first), folder(location, first), edits);
        String head = before == null ? null : before.name();
        if (batch.changes().isEmpty()) {
            return Optional.of(batch.outcomes(head, false));
        }
        if (location instanceof Location.Volume volume) {
            bare.requireRoom(volume.maxBytes(), batch.changes());
        }
        ObjectId after = Trees.commit(repository, before, batch.changes(), style, message.apply(batch.changing()));
        if (after == null) {
            return Optional.of(batch.outcomes(head, false));
        }
        boolean moved = switch (location) {
            case Location.Volume v -> move(repository, Disc.MAIN, before, after);
            case Location.Remote remote -> remotes.push(repository, remote, before, after);
        };
        if (!moved) {
            return Optional.empty();
        }
        repository.autoGC(NullProgressMonitor.INSTANCE);
        return Optional.of(batch.outcomes(after.name(), true));
    }

    /** Moves a branch on disc forward, from null where it is not there yet; whether nobody else moved it before. */
    static boolean move(Repository repository, String ref, ObjectId before, ObjectId after) throws IOException {
        RefUpdate update = repository.updateRef(ref);
        update.setExpectedOldObjectId(before == null ? ObjectId.zeroId() : before);
        update.setNewObjectId(after);
        return switch (update.update()) {
            case NEW, FAST_FORWARD -> true;
            case LOCK_FAILURE, REJECTED -> false;
            default -> throw new IOException("could not move the branch: " + update.getResult());
        };
    }

    static ObjectId head(Repository repository) throws IOException {
        var main = repository.exactRef(Disc.MAIN);
        return main == null ? null : main.getObjectId();
    }

    static String folder(Location location) throws GitException {
        return location instanceof Location.Remote remote ? Paths.folder(remote.path()) : "";
    }

    /** The folder that an edit's paths are from. */
    static String folder(Location location, Edit edit) throws GitException {
        return edit.places().isEmpty() ? folder(location) : "";
    }

    /**
     * Removes the operator's copies of remote repositories but for some. The repositories on the volume stay: nobody else
     * has their history.
     *
     * @param wanted whose copies stay, of a namespace; empty where that is not known, and all of them stay
     */
    public void removeCopiesBut(Function<String, Optional<Set<RepositoryId>>> wanted) throws GitException {
        try {
            for (Path namespace : Disc.folders(data.resolve(COPIES))) {
                var known = wanted.apply(namespace.getFileName().toString());
                if (known.isPresent()) {
                    removeCopiesBut(namespace, known.get());
                }
            }
        } catch (IOException e) {
            throw Bare.explain(e);
        }
    }

    private void removeCopiesBut(Path namespace, Set<RepositoryId> wanted) throws IOException, GitException {
        Set<Path> kept = wanted.stream().map(this::cache).collect(Collectors.toSet());
        for (Path copy : Disc.folders(namespace)) {
            if (copy.toString().endsWith(SUFFIX) && !kept.contains(copy)) {
                bare(copy).delete();
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
        return switch (location) {
            case Location.Volume v -> bare(volume(id)).lockedIfThere((repository, _) -> opened(repository));
            case Location.Remote remote ->
                Optional.of(locked(id, remote, (repository, _) -> {
                    if (current) {
                        remotes.fetch(repository, remote);
                    } else {
                        remotes.seen(repository, remote);
                    }
                    // What a clone checks out.
                    repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + remote.branch());
                    return opened(repository);
                }));
        };
    }

    /** The repository, opened once more, for whoever uses it beyond its lock. */
    private static Repository opened(Repository repository) {
        repository.incrementOpen();
        return repository;
    }

    Remotes remotes() {
        return remotes;
    }

    RemoteBranches branches() {
        return branches;
    }

    /** How many bytes a repository on the volume uses on disc. */
    long size(RepositoryId id) throws IOException {
        return Disc.size(volume(id));
    }

    /**
     * Does something with the repository on the volume, which is made where there is none, or with the copy of a remote
     * one: always that of its own URL.
     */
    <T> T locked(RepositoryId id, Location location, Bare.Action<T> action) throws GitException {
        return switch (location) {
            case Location.Volume v -> bare(volume(id)).locked(action);
            case Location.Remote remote -> bare(cache(id)).lockedAsCopyOf(remote.url(), action);
        };
    }

    private Bare bare(Path directory) {
        return folders.computeIfAbsent(directory, d -> new Bare(d, start));
    }

    /** From here on no commit is made there; one that is being made is waited for. */
    void leave(RepositoryId id, Location location) throws GitException {
        locked(id, location, (_, _) -> left.add(place(id, location)));
    }

    /** Commits are made there (again). */
    void arrive(RepositoryId id, Location location) {
        left.remove(place(id, location));
    }

    /** Whether the repository is being moved away from there, or was. */
    boolean isLeft(RepositoryId id, Location location) {
        return left.contains(place(id, location));
    }

    /** Refuses to commit where the repository is being moved away from; to be asked under its lock. */
    void requireHere(RepositoryId id, Location location) throws GitException {
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
        return bare(volume(id))
                .lockedIfThere((repository, _) -> Optional.ofNullable(head(repository)))
                .flatMap(head -> head.map(ObjectId::name));
    }

    /** Makes the repository on the volume, where there is none. */
    void make(RepositoryId id, Location.Volume volume) throws GitException {
        locked(id, volume, (_, _) -> null);
    }

    /** Does something with the operator's copy of a remote repository; empty where it has none. */
    <T> Optional<T> withCopy(RepositoryId id, Location.Remote remote, Bare.Action<T> action) throws GitException {
        return bare(cache(id)).lockedIfCopyOf(remote.url(), action);
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
        return data.resolve(COPIES).resolve(id.namespace()).resolve(folder(id));
    }

    private static String folder(RepositoryId id) {
        return Names.suffixed(id.project(), SUFFIX, LONGEST_FOLDER);
    }
}
