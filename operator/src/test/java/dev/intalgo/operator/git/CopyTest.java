package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's one copy of a project's remote repository, where the project is at one server and then at another. */
class CopyTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");
    private static final int ROUNDS = 8;

    @TempDir
    Path temporary;

    private GitServer server;
    private GitServer other;
    private Repositories repositories;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        other = GitServer.start(temporary.resolve("other.git"), null);
        repositories = repositories();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        other.close();
    }

    @Test
    void manyThreadsThatUseTwoServersAndDeleteTheCopySeeEachServersOwnFiles() throws Exception {
        write(server, "server/first");
        write(other, "other/first");
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    use(thread);
                    return null;
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        for (GitServer each : new GitServer[] {server, other}) {
            Snapshot snapshot = repositories.open(ID, at(each));
            assertThat(snapshot.commit()).isEqualTo(head(each));
            assertThat(snapshot.files()).hasSize(1 + 8 * ROUNDS / 4);
            assertThat(History.of(each.directory()).checked()).hasSize(1 + 8 * ROUNDS / 4);
        }
    }

    private void use(int thread) throws GitException {
        for (int round = 0; round < ROUNDS; round++) {
            GitServer where = (thread + round) % 2 == 0 ? server : other;
            if (round % 4 < 2) {
                write(where, name(where) + "/" + thread + "-" + round);
            }
            if (thread == 0 && round % 3 == 0) {
                repositories.removeCopiesBut(namespace -> Optional.of(Set.of()));
            }
            Snapshot snapshot = round % 4 == 2 ? repositories.open(ID, at(where)) : repositories.seen(ID, at(where));
            assertThat(snapshot.files().keySet()).isNotEmpty().allMatch(path -> path.startsWith(name(where)));
        }
    }

    private String name(GitServer where) {
        return where == server ? "server" : "other";
    }

    @Test
    void removesTheCopiesOfProjectsThatAreGoneAndNothingElse() throws Exception {
        Location volume = new Location.Volume(1L << 30);
        write(server, "a");
        repositories.open(ID, volume);
        repositories.removeCopiesBut(namespace -> Optional.empty());
        repositories.removeCopiesBut(
                namespace -> namespace.equals(ID.namespace()) ? Optional.of(Set.of(ID)) : Optional.empty());
        assertThat(copy()).isDirectory();
        repositories.removeCopiesBut(namespace -> Optional.of(Set.of()));
        assertThat(copy()).doesNotExist();
        assertThat(repositories.volume(ID)).isDirectory();
        assertThat(repositories.open(ID, at(server)).files()).containsOnlyKeys("a");
    }

    @Test
    void makesTheCopyAnewWhereItsFolderIsNoRepository() throws Exception {
        write(server, "a");
        repositories.removeCopiesBut(namespace -> Optional.of(Set.of()));
        Files.createDirectories(copy());
        Files.writeString(copy().resolve("config"), "[remote \"origin\"]\n\turl = " + server.url() + "\n");
        assertThat(repositories().open(ID, at(server)).files()).containsOnlyKeys("a");
    }

    @Test
    void neverMakesARepositoryOnTheVolumeAnew() throws Exception {
        Location volume = new Location.Volume(1L << 30);
        Path config = repositories.volume(ID).resolve("config");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "[core]\n");
        for (int attempt = 0; attempt < 2; attempt++) {
            var failure = catchThrowableOfType(GitException.class, () -> repositories.open(ID, volume));
            assertThat(failure).isNotNull();
            assertThat(failure.reason()).isEqualTo(Reason.RepositoryDamaged);
        }
        assertThat(config).hasContent("[core]\n");
    }

    private Repositories repositories() {
        return new Repositories(temporary.resolve("data"), Instant.now());
    }

    private String write(GitServer where, String path) throws GitException {
        return repositories
                .commit(ID, at(where), STYLE, "m", before -> Map.of(path, "x"))
                .id();
    }

    private Path copy() {
        return temporary.resolve("data/cache/shop/sales.git");
    }

    private static String head(GitServer where) throws Exception {
        try (Repository repository = Disc.open(where.directory())) {
            return Repositories.head(repository).name();
        }
    }

    private static Location at(GitServer where) {
        return new Location.Remote(
                where.url().toString(), "main", "", Optional.of(GitServer.GOOD), Optional.empty(), Optional.empty());
    }
}
