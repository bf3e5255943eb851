package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.git.GitException.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many edits as one commit, on a real Git server that counts pushes. */
class CommitAllTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");

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
                server.url().toString(), "main", "", Optional.of(GitServer.GOOD), Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private List<Outcome> commit(Edit... edits) throws GitException {
        return repositories.commitAll(ID, remote, STYLE, List.of(edits), changing -> changing.size() + " changes");
    }

    private Map<String, String> files() throws GitException {
        return repositories.open(ID, remote).files();
    }

    @Test
    void aThousandEditsAreOnePush() throws Exception {
        List<Edit> edits = IntStream.range(0, 1_000)
                .<Edit>mapToObj(i -> before -> Map.of("models/m" + i + ".sql", "select " + i))
                .toList();
        var outcomes = repositories.commitAll(ID, remote, STYLE, edits, changing -> "m");
        assertThat(server.pushes).hasValue(1);
        assertThat(files()).hasSize(1_000).containsEntry("models/m999.sql", "select 999");
        assertThat(outcomes).hasSize(1_000).containsOnly(outcomes.getFirst());
        assertThat(outcomes.getFirst().get().changed()).isTrue();
        assertThat(History.of(server.directory()).checked()).containsExactly(0);
    }

    @Test
    void eachEditSeesTheOnesBeforeIt() throws Exception {
        commit(
                before -> Map.of("a", "1", "b", "1"),
                before -> Map.of("a", before.files().get("a") + "2"),
                before -> {
                    var removed = new java.util.HashMap<String, String>();
                    removed.put("b", null);
                    return removed;
                },
                before -> Map.of("c", String.valueOf(before.files().containsKey("b"))));
        assertThat(files()).containsOnly(Map.entry("a", "12"), Map.entry("c", "false"));
    }

    @Test
    void aBadEditFailsAlone() throws Exception {
        var outcomes = commit(
                before -> Map.of("a", "1"),
                before -> Map.of("../b", "1"),
                before -> Map.of("a/c", "1"),
                before -> {
                    throw new IllegalStateException("a mistake");
                },
                before -> Map.of("d", String.valueOf(before.files().keySet())));
        assertThat(files()).containsOnly(Map.entry("a", "1"), Map.entry("d", "[a]"));
        for (int refused : new int[] {1, 2}) {
            assertThatThrownBy(() -> outcomes.get(refused).get())
                    .isInstanceOfSatisfying(
                            GitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidPath));
        }
        assertThatThrownBy(() -> outcomes.get(3).get()).hasMessage("a mistake");
        assertThat(outcomes.get(0).get()).isEqualTo(outcomes.get(4).get());
    }

    @Test
    void tellsWhoChangedNothing() throws Exception {
        commit(before -> Map.of("a", "1"));
        var outcomes = commit(before -> Map.of("a", "1"), before -> Map.of("b", "1"));
        assertThat(outcomes.get(0).get().changed()).isFalse();
        assertThat(outcomes.get(1).get().changed()).isTrue();
        assertThat(commit(before -> Map.of("a", "1"), before -> Map.of("b", "1")))
                .containsOnly(new Outcome.Done(new Commit(outcomes.get(1).get().id(), false)));
        assertThat(server.pushes).hasValue(2);
    }
}
