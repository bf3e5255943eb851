package dev.intalgo.operator.git;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;

/** One bare repository on disc, open, used by one thread at a time. */
final class Bare {
    private final Path directory;
    private final Repository repository;
    private final ReentrantLock lock = new ReentrantLock();
    private SoftReference<Trees.Reading> last = new SoftReference<>(null);
    private boolean closed;

    private Bare(Path directory, Repository repository) {
        this.directory = directory;
        this.repository = repository;
    }

    /** Opens or makes the repository, and removes what a process that was killed before {@code start} left there. */
    static Bare at(Path directory, Instant start) {
        try {
            Disc.deleteUnfinished(directory.getParent(), start);
            if (Files.isDirectory(directory)) {
                Disc.unlock(directory, start);
            } else {
                Disc.create(directory);
            }
            return new Bare(directory, Disc.open(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something to do with a repository. */
    interface Action<T> {
        T run(Repository repository) throws IOException, GitException;
    }

    <T> T locked(Action<T> action) throws GitException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the repository was removed");
            }
            return action.run(repository);
        } catch (IOException e) {
            throw explain(e);
        } finally {
            lock.unlock();
        }
    }

    Trees.Reading read(Repository repository, ObjectId commit, String folder) throws IOException, GitException {
        Trees.Reading before = last.get();
        Trees.Reading now = Trees.read(repository, commit, folder, before == null ? Trees.Reading.NOTHING : before);
        last = new SoftReference<>(now);
        return now;
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

    boolean isCopyOf(String url) {
        return url.equals(repository.getConfig().getString("remote", "origin", "url"));
    }

    void setCopyOf(String url) throws IOException, ConfigInvalidException {
        StoredConfig config = repository.getConfig();
        config.setString("remote", "origin", "url", url);
        config.save();
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            repository.close();
        } finally {
            lock.unlock();
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
