package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.jboss.logging.Logger;

/**
 * The folder of one bare repository, for as long as the process lives: opened when it is needed first, used by one
 * thread at a time.
 */
final class Bare {
    private static final Logger LOG = Logger.getLogger(Bare.class);

    private final Path directory;
    private final Instant start;
    private final ReentrantLock lock = new ReentrantLock();
    /** Null where it was not opened yet, or was removed. */
    private Repository repository;

    private SoftReference<Trees.Reading> last = new SoftReference<>(null);

    /** @param start what a process that was killed before left in the folder is removed */
    Bare(Path directory, Instant start) {
        this.directory = directory;
        this.start = start;
    }

    /** Something to do with a repository. */
    interface Action<T> {
        T run(Repository repository, Bare bare) throws IOException, GitException;
    }

    /** Does something with the repository, which is made where there is none. */
    <T> T locked(Action<T> action) throws GitException {
        return inTurn(() -> action.run(open(), this));
    }

    /**
     * Does something with the copy of the repository at a URL. Where the folder holds something else the copy is started
     * again: objects of another repository are none of this one's business.
     */
    <T> T lockedAsCopyOf(String url, Action<T> action) throws GitException {
        return inTurn(() -> {
            if (!isCopyOf(url)) {
                remove();
                StoredConfig config = open().getConfig();
                config.setString("remote", "origin", "url", url);
                config.save();
            }
            return action.run(repository, this);
        });
    }

    /** Does something with the repository; empty where there is none. */
    <T> Optional<T> lockedIfThere(Action<T> action) throws GitException {
        return inTurn(() -> Files.isDirectory(directory) ? Optional.of(action.run(open(), this)) : Optional.empty());
    }

    /** Does something with the copy of the repository at a URL; empty where there is none. */
    <T> Optional<T> lockedIfCopyOf(String url, Action<T> action) throws GitException {
        return inTurn(() -> isCopyOf(url) ? Optional.of(action.run(repository, this)) : Optional.empty());
    }

    /** Removes the repository. Whoever comes after finds none. */
    void delete() throws GitException {
        inTurn(() -> {
            remove();
            return null;
        });
    }

    /** What is done while no other thread uses the folder. */
    private interface Turn<T> {
        T run() throws IOException, GitException;
    }

    private <T> T inTurn(Turn<T> turn) throws GitException {
        lock.lock();
        try {
            return turn.run();
        } catch (IOException e) {
            throw explain(e);
        } finally {
            lock.unlock();
        }
    }

    private Repository open() throws IOException {
        if (repository == null) {
            Disc.deleteUnfinished(directory.getParent(), start);
            if (Files.isDirectory(directory)) {
                Disc.unlock(directory, start);
            } else {
                Disc.create(directory);
            }
            repository = Disc.open(directory);
        }
        return repository;
    }

    /** Whether the folder holds a copy of the repository at a URL, which then is open. */
    private boolean isCopyOf(String url) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try {
            return url.equals(open().getConfig().getString("remote", "origin", "url"));
        } catch (RepositoryNotFoundException e) {
            LOG.warnf("%s is no Git repository: the copy of the remote one has to be made anew", directory);
            return false;
        }
    }

    private void remove() throws IOException {
        if (repository != null) {
            // Whoever it is served to has opened it once more, and closes it.
            repository.close();
            repository = null;
            last = new SoftReference<>(null);
        }
        Disc.delete(directory);
    }

    Trees.Reading read(Repository repository, ObjectId commit, String folder) throws IOException, GitException {
        Trees.Reading before = last.get();
        Trees.Reading now = Trees.read(repository, commit, folder, before == null ? Trees.Reading.NOTHING : before);
        last = new SoftReference<>(now);
        return now;
    }

    /** The files at a commit that an edit looks at. */
    Snapshot read(Repository repository, ObjectId commit, Location location, Edit edit)
            throws IOException, GitException {
        return edit.places().isEmpty()
                ? read(repository, commit, Repositories.folder(location)).snapshot()
                : Trees.read(repository, commit, edit.places());
    }

    /** The files at a commit that is not the one to be read next. */
    Snapshot peek(Repository repository, ObjectId commit, String folder) throws IOException, GitException {
        Trees.Reading before = last.get();
        return Trees.read(repository, commit, folder, before == null ? Trees.Reading.NOTHING : before)
                .snapshot();
    }

    void requireRoom(long maxBytes, Map<String, String> changes) throws IOException, GitException {
        long more = changes.values().stream()
                .mapToLong(text -> text == null ? 0 : text.length())
                .sum();
        if (Disc.size(directory) + more > maxBytes) {
            throw new GitException(
                    Reason.RepositoryFull,
                    "the repository would use more than its " + maxBytes + " bytes: raise spec.repository.volume.size");
        }
    }

    /** What a failure of the disc means. */
    static GitException explain(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return new GitException(Reason.RepositoryFull, "the operator's volume is full: make it larger", failure);
        }
        return new GitException(
                Reason.RepositoryDamaged,
                "the repository on the operator's volume cannot be used (" + message
                        + "): see that the volume is there and writable, or restore it",
                failure);
    }
}
