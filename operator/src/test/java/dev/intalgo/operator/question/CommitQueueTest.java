package dev.intalgo.operator.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.git.Commit;
import dev.intalgo.operator.git.CommitStyle;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Location;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.project.Heads;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of several Questions, on a real repository. */
class CommitQueueTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final Location VOLUME = new Location.Volume(64L << 20);

    @TempDir
    Path data;

    private Repositories repositories;
    private CommitQueue queue;

    @BeforeEach
    void start() {
        repositories = new Repositories(data, Instant.now());
        queue = new CommitQueue(repositories, new Heads());
        queue.events().setEventHandler(event -> {});
    }

    private Commit commit(String name, String text, String... others) throws NotReady, GitException {
        var who = new CommitQueue.Who(new ResourceID(name, "shop"), name, Set.of(others));
        var change = new Change(text, "Answer " + name, "What of it?", before -> Map.of(name, text));
        return queue.commit(
                new CommitQueue.Where(ID, VOLUME, CommitStyle.plain("sales")),
                repositories.seen(ID, VOLUME),
                who,
                change,
                "Committed");
    }

    private void waits(String name, String text, String... others) {
        assertThatThrownBy(() -> commit(name, text, others))
                .isInstanceOfSatisfying(
                        NotReady.class, why -> assertThat(why.reason()).isEqualTo("Committing"));
    }

    private Map<String, String> files() throws GitException {
        return repositories.seen(ID, VOLUME).files();
    }

    @Test
    void oneAloneIsCommittedAtOnce() throws Exception {
        var first = commit("a", "1");
        var second = commit("b", "1");
        assertThat(first.changed()).isTrue();
        assertThat(second.changed()).isTrue();
        assertThat(files()).containsOnlyKeys("a", "b");
    }

    @Test
    void waitsForOthersThatAreOnTheirWay() throws Exception {
        commit("first", "1", "a", "b", "c");
        waits("a", "1", "b", "c");
        waits("b", "1", "a", "c");
        assertThat(files()).containsOnlyKeys("first");
        var together = commit("c", "1", "a", "b");
        assertThat(commit("a", "1")).isEqualTo(together);
        assertThat(commit("b", "1")).isEqualTo(together);
        assertThat(files()).containsOnlyKeys("first", "a", "b", "c");
    }

    @Test
    void takesTheNewestOfWhatAQuestionChanges() throws Exception {
        commit("first", "1", "a");
        waits("a", "1", "b");
        waits("a", "2", "b");
        commit("b", "1", "a");
        assertThat(files()).containsEntry("a", "2");
        assertThat(commit("a", "3").changed()).isTrue();
        assertThat(files()).containsEntry("a", "3");
    }

    @Test
    void tellsEachOfItsOwnFailure() throws Exception {
        commit("first", "1", "a");
        waits("../a", "1", "b");
        assertThat(commit("b", "1", "../a").changed()).isTrue();
        assertThatThrownBy(() -> commit("../a", "1")).isInstanceOf(GitException.class);
        assertThat(files()).containsOnlyKeys("first", "b");
    }

    @Test
    void commitsNothingForAQuestionThatIsThereAlready() throws Exception {
        var first = commit("a", "1");
        assertThat(commit("a", "1", "others")).isEqualTo(new Commit(first.id(), false));
    }

    @Test
    void commitsNothingTwiceAfterARestart() throws Exception {
        commit("first", "1", "a");
        waits("a", "1", "b");
        start();
        var commit = commit("a", "1");
        assertThat(commit.changed()).isTrue();
        start();
        assertThat(commit("a", "1")).isEqualTo(new Commit(commit.id(), false));
    }
}
