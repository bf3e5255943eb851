package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of an answer's files. */
class FileHistoryTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final Location VOLUME = new Location.Volume(Long.MAX_VALUE);
    private static final String SQL = "select id,\n  name,\n  total\nfrom orders\nwhere total > 0\n";

    @TempDir
    Path temporary;

    private Repositories repositories;

    @BeforeEach
    void start() {
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    private void commit(String message, String... pathsAndTexts) throws GitException {
        Map<String, String> changes = new HashMap<>();
        for (int at = 0; at < pathsAndTexts.length; at += 2) {
            changes.put(pathsAndTexts[at], pathsAndTexts[at + 1]);
        }
        repositories.commit(ID, VOLUME, CommitStyle.plain("sales"), message, before -> changes);
    }

    @Test
    void tellsWhoChangedTheSqlHow() throws Exception {
        commit("Answer best", "models/best.sql", SQL, "models/best.yml", "a: 1\n");
        commit("Another", "models/other.sql", "select 1\n");
        commit("Better", "models/best.sql", SQL.replace("> 0", "> 1"));
        commit("Describe", "models/best.yml", "a: 2\n");

        var history = repositories.history(ID, VOLUME, "models/best.sql", 10);

        assertThat(history)
                .extracting(FileHistory.Change::subject)
                .containsExactly("Describe", "Better", "Answer best");
        assertThat(history.get(0).diff()).isEmpty();
        assertThat(history.get(1).diff())
                .startsWith("@@ -2,4 +2,4 @@\n")
                .contains("\n-where total > 0\n+where total > 1\n");
        assertThat(history.get(2).diff()).startsWith("@@ -0,0 +1,5 @@\n+select id,\n");
        assertThat(history.get(1).author()).isNotBlank();
        assertThat(repositories.history(ID, VOLUME, "models/best.sql", 1)).hasSize(1);
    }

    @Test
    void followsAnAnswerToItsEarlierNames() throws Exception {
        commit("Answer best", "models/best.sql", SQL, "models/best.yml", "name: best\n");
        commit("Better", "models/best.sql", SQL.replace("> 0", "> 1"));
        commit(
                "Rename best to top",
                "models/best.sql",
                null,
                "models/best.yml",
                null,
                "models/top.sql",
                SQL.replace("> 0", "> 1"),
                "models/top.yml",
                "name: top\n");
        commit("Best of all", "models/top.sql", SQL.replace("> 0", "> 2"));

        assertThat(repositories.history(ID, VOLUME, "models/top.sql", 10))
                .extracting(FileHistory.Change::subject)
                .containsExactly("Best of all", "Rename best to top", "Better", "Answer best");
    }

    @Test
    void knowsNothingOfWhatWasNeverThere() throws Exception {
        assertThat(repositories.history(ID, VOLUME, "models/best.sql", 10)).isEmpty();
        commit("Answer best", "models/best.sql", SQL);
        assertThat(repositories.history(ID, VOLUME, "models/none.sql", 10)).isEmpty();
        assertThatThrownBy(() -> repositories.history(ID, VOLUME, "../../secret.sql", 10))
                .isInstanceOf(GitException.class);
    }
}
