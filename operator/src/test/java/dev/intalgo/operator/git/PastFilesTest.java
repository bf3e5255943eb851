package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they were, in a repository on a Git server. */
class PastFilesTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");

    @TempDir
    Path temporary;

    private GitServer server;
    private Repositories repositories;
    private Location remote;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
        remote = new Location.Remote(
                server.url().toString(),
                "main",
                "dbt",
                Optional.of(GitServer.GOOD),
                Optional.empty(),
                Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private String write(String path, String text) throws GitException {
        Map<String, String> change = new HashMap<>();
        change.put(path, text);
        return repositories
                .commit(ID, remote, CommitStyle.plain("sales"), "m", before -> change)
                .id();
    }

    @Test
    void findsTheNewestThatIsLookedFor() throws Exception {
        write("a", "old 1");
        write("a", "old 2");
        write("b", "old 3");
        write("a", null);
        write("a", "new");
        assertThat(repositories.past(ID, remote, "a", text -> text.startsWith("old")))
                .contains("old 2");
        assertThat(repositories.past(ID, remote, "a", text -> text.startsWith("never")))
                .isEmpty();
    }

    @Test
    void knowsWhatWasThereBeforeTheHistoryWasRewritten() throws Exception {
        var first = write("a", "1");
        var second = write("a", "2");
        assertThat(repositories.rewritten(ID, remote, first)).isFalse();
        try (Repository onServer = Disc.open(server.directory())) {
            var update = onServer.updateRef(Disc.MAIN);
            update.setNewObjectId(ObjectId.fromString(first));
            update.forceUpdate();
        }
        write("b", "3");
        assertThat(repositories.rewritten(ID, remote, second)).isTrue();
        assertThat(repositories.rewritten(ID, remote, first)).isFalse();
        assertThat(repositories.at(ID, remote, second).orElseThrow().files()).containsOnly(Map.entry("a", "2"));
    }

    @Test
    void saysNothingOfCommitsThatItDoesNotKnow() throws Exception {
        write("a", "1");
        var unknown = "0123456789abcdef0123456789abcdef01234567";
        assertThat(repositories.rewritten(ID, remote, unknown)).isFalse();
        assertThat(repositories.at(ID, remote, unknown)).isEmpty();
        assertThat(repositories.at(ID, remote, "no commit")).isEmpty();
    }

    @Test
    void findsAllOfThePastThoughOnlyTheNewestWasFetched() throws Exception {
        var first = write("a", "1");
        write("a", "2");
        var another = new Repositories(temporary.resolve("another"), Instant.now());
        assertThat(another.open(ID, remote).files()).containsOnly(Map.entry("a", "2"));
        var head = another.open(ID, remote).commit();
        write("a", "3");
        write("a", "4");
        another.open(ID, remote);
        assertThat(another.rewritten(ID, remote, head)).isFalse();
        assertThat(another.at(ID, remote, first)).isPresent();
        assertThat(another.past(ID, remote, "a", "1"::equals)).contains("1");
    }
}
