package dev.intalgo.operator.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.eclipse.jgit.api.errors.InvalidRefNameException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Bare repositories as folders: made and removed in one step each, and tidied after a process was killed. */
final class Disc {
    static final String MAIN = Constants.R_HEADS + "main";
    private static final String UNFINISHED = ".unfinished-";

    private Disc() {}

    /** Makes an empty repository: wholly, or not at all. */
    static void create(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        Path unfinished = Files.createTempDirectory(directory.getParent(), UNFINISHED);
        try (Repository repository = builder(unfinished).build()) {
            repository.create(true);
            StoredConfig config = repository.getConfig();
            config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncObjectFiles", true);
            config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncRefFiles", true);
            config.setBoolean("http", null, "receivepack", true);
            // JGit would run them.
            config.setString(
                    ConfigConstants.CONFIG_CORE_SECTION, null, ConfigConstants.CONFIG_KEY_HOOKS_PATH, "/dev/null");
            // Garbage is collected while the repository is locked, not behind our back.
            config.setBoolean("gc", null, "autodetach", false);
            config.save();
        }
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    static Repository open(Path directory) throws IOException {
        return builder(directory).setMustExist(true).build();
    }

    private static FileRepositoryBuilder builder(Path directory) {
        try {
            return new FileRepositoryBuilder()
                    .setGitDir(directory.toFile())
                    .setBare()
                    .setInitialBranch("main");
        } catch (InvalidRefNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes a repository. It is gone at once, though its files take a while. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Path gone = Files.createTempDirectory(directory.getParent(), UNFINISHED);
        Files.move(directory, gone.resolve("gone"), StandardCopyOption.ATOMIC_MOVE);
        deleteAll(gone);
    }

    /** Removes what processes that were killed before {@code start} left in a folder of repositories. */
    static synchronized void deleteUnfinished(Path parent, Instant start) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, UNFINISHED + "*")) {
            for (Path folder : left) {
                if (isUnfinished(folder, start)) {
                    deleteAll(folder);
                }
            }
        }
    }

    /** The folders in a folder; none where that is not there. */
    static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    private static boolean isUnfinished(Path folder, Instant start) throws IOException {
        try {
            return modified(folder).isBefore(start);
        } catch (NoSuchFileException e) {
            // Another thread has just finished it.
            return false;
        }
    }

    /**
     * Removes lock files that are older than {@code start}: whoever held them is dead, since only one process writes.
     * JGit would refuse to move the branch for ever.
     */
    static void unlock(Path repository, Instant start) throws IOException {
        for (Path file : walk(repository)) {
            boolean lock = file.toString().endsWith(".lock") && !file.startsWith(repository.resolve(Constants.OBJECTS));
            if (lock && modified(file).isBefore(start)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    /** How much of the disc a repository uses, in bytes. Files that come and go meanwhile do not matter. */
    static long size(Path repository) throws IOException {
        LongAdder total = new LongAdder();
        Files.walkFileTree(repository, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                total.add(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return total.sum();
    }

    private static void deleteAll(Path folder) throws IOException {
        for (Path file : walk(folder).reversed()) {
            Files.deleteIfExists(file);
        }
    }

    /** A folder and all that is in it; each folder comes before what it holds. */
    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
