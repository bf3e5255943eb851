package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final Location VOLUME = new Location.Volume(1L << 30);
    private static final CommitStyle STYLE = CommitStyle.plain("sales");

    @TempDir
    Path data;

    @Test
    void startsEmptyAndKeepsWhatIsCommitted() throws Exception {
        Repositories repositories = repositories();
        assertThat(repositories.open(ID, VOLUME)).isEqualTo(new Snapshot(null, Map.of()));

        Commit commit = write(repositories, Map.of("models/a.sql", "select 1", "dbt_project.yml", "name: x"));

        Snapshot read = repositories().open(ID, VOLUME);
        assertThat(commit.changed()).isTrue();
        assertThat(read.commit()).isEqualTo(commit.id());
        assertThat(read.files())
                .containsExactly(Map.entry("dbt_project.yml", "name: x"), Map.entry("models/a.sql", "select 1"));
    }

    @Test
    void makesNoCommitWhereNothingChanges() throws Exception {
        Repositories repositories = repositories();
        assertThat(write(repositories, Map.of())).isEqualTo(new Commit(null, false));
        assertThat(write(repositories, deleting("nowhere"))).isEqualTo(new Commit(null, false));

        Commit first = write(repositories, Map.of("a", "1"));

        assertThat(write(repositories, Map.of("a", "1"))).isEqualTo(new Commit(first.id(), false));
        assertThat(write(repositories, deleting("nowhere"))).isEqualTo(new Commit(first.id(), false));
    }

    @Test
    void deletesFilesAndKeepsTheOthers() throws Exception {
        Repositories repositories = repositories();
        write(repositories, Map.of("models/a.sql", "1", "models/b.sql", "2"));
        write(repositories, deleting("models/a.sql"));
        assertThat(repositories.open(ID, VOLUME).files()).containsOnlyKeys("models/b.sql");
    }

    @Test
    void refusesAFileWhereAFolderIsAndTheReverse() throws Exception {
        Repositories repositories = repositories();
        Commit first = write(repositories, Map.of("a/b", "1", "c", "2"));

        assertReason(GitException.Reason.InvalidPath, () -> write(repositories, Map.of("a", "x")));
        assertReason(GitException.Reason.InvalidPath, () -> write(repositories, Map.of("c/d", "x")));
        assertReason(GitException.Reason.InvalidPath, () -> write(repositories, Map.of("n", "x", "n/m", "y")));

        assertThat(repositories.open(ID, VOLUME).commit()).isEqualTo(first.id());
        Map<String, String> replace = deleting("a/b");
        replace.put("a", "now a file");
        write(repositories, replace);
        assertThat(repositories.open(ID, VOLUME).files())
                .containsEntry("a", "now a file")
                .hasSize(2);
    }

    @Test
    void refusesPathsThatLeadElsewhere() throws Exception {
        Repositories repositories = repositories();
        for (String path : new String[] {
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/..",
            ".",
            "./a",
            "a//b",
            "a/",
            ".git",
            ".git/config",
            "a/.git/hooks/x",
            ".GIT/config",
            "git~1/x",
            ".g\u200cit/config",
            "a\\..\\b",
            "con",
            "nul.txt",
            "a\0b",
            "a\nb",
            "x".repeat(2_000),
            "trailing.",
            "c:x"
        }) {
            assertReason(GitException.Reason.InvalidPath, () -> write(repositories, Map.of(path, "x")));
        }
        assertThat(repositories.open(ID, VOLUME).empty()).isTrue();
    }

    @Test
    void whateverThePathItIsWrittenAsItIsOrRefused() throws Exception {
        Repositories repositories = repositories();
        Random random = new Random(7);
        String[] parts = {
            "..", ".", "/", "a", ".git", "é", "\\", " ", "\t", "~1", "git", "💡", "\0", ":", "\uD800", "COM1", "b.sql"
        };
        int written = 0;
        for (int i = 0; i < 2_000; i++) {
            StringBuilder path = new StringBuilder("p" + i % 7);
            random.ints(random.nextInt(1, 6), 0, parts.length).forEach(part -> path.append(parts[part]));
            Map<String, String> before = repositories.open(ID, VOLUME).files();
            try {
                written += write(repositories, Map.of(path.toString(), "x" + i)).changed() ? 1 : 0;
            } catch (GitException e) {
                assertThat(e.reason()).isEqualTo(GitException.Reason.InvalidPath);
                assertThat(repositories.open(ID, VOLUME).files()).isEqualTo(before);
                continue;
            }
            Map<String, String> after = new HashMap<>(before);
            after.put(path.toString(), "x" + i);
            assertThat(repositories.open(ID, VOLUME).files()).isEqualTo(after);
        }
        assertThat(written).isGreaterThan(50);
    }

    @Test
    void everyOneOfManyThreadsLandsItsCommitsInOneLine() throws Exception {
        Repositories repositories = repositories();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var all = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> repositories.commit(
                            ID,
                            VOLUME,
                            STYLE,
                            "commit " + i,
                            before -> Map.of("f" + i, "" + before.files().size()))))
                    .toList();
            for (Future<Commit> one : all) {
                assertThat(one.get().changed()).isTrue();
            }
        }
        assertThat(repositories.open(ID, VOLUME).files().values())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(String::valueOf).toList());
        assertThat(History.of(directory()).checked()).hasSize(200).allMatch(parents -> parents <= 1);
    }

    @Test
    void commitsThoughAKilledProcessLeftItsLock() throws Exception {
        write(repositories(), Map.of("a", "1"));
        Path lock = Files.createFile(directory().resolve("refs/heads/main.lock"));
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(60)));

        assertThat(write(new Repositories(data, Instant.now().minusSeconds(30)), Map.of("a", "2"))
                        .changed())
                .isTrue();
        assertThat(lock).doesNotExist();
    }

    @Test
    void doesNotTakeALockThatIsHeld() throws Exception {
        Repositories repositories = repositories();
        write(repositories, Map.of("a", "1"));
        Files.createFile(directory().resolve("refs/heads/main.lock"));
        assertReason(GitException.Reason.RepositoryMoved, () -> write(repositories, Map.of("a", "2")));
    }

    @Test
    void refusesToGrowBeyondItsSize() throws Exception {
        Repositories repositories = repositories();
        Location small = new Location.Volume(200_000);
        repositories.commit(ID, small, STYLE, "small", before -> Map.of("a", "1"));
        assertThatThrownBy(() ->
                        repositories.commit(ID, small, STYLE, "large", before -> Map.of("a", "x".repeat(300_000))))
                .isInstanceOf(GitException.class)
                .hasMessageContaining("spec.repository.volume.size")
                .extracting(e -> ((GitException) e).reason())
                .isEqualTo(GitException.Reason.RepositoryFull);
        assertThat(repositories.open(ID, small).files()).containsOnly(Map.entry("a", "1"));
    }

    @Test
    void readsTextOnly() throws Exception {
        Repositories repositories = repositories();
        write(
                repositories,
                Map.of(
                        "text",
                        "ünïcödé",
                        "large",
                        "x".repeat(Snapshot.MAX_FILE_BYTES + 1),
                        "large.yml",
                        "x".repeat(Snapshot.MAX_FILE_BYTES + 1),
                        "binary",
                        "a\0b"));
        assertThat(repositories.open(ID, VOLUME).files()).containsOnlyKeys("text", "large.yml");
    }

    @Test
    void isAnOrdinaryRepositoryOnTheBranchMain() throws Exception {
        write(repositories(), Map.of("a", "1"));
        try (Repository repository = Disc.open(directory())) {
            assertThat(repository.getFullBranch()).isEqualTo("refs/heads/main");
            assertThat(repository.isBare()).isTrue();
        }
    }

    @Test
    void namesThatAreNoKubernetesNamesAreRefused() {
        for (String name : new String[] {"", "..", "a/b", "A", "a..b", ".a", "a.", "a b", "x".repeat(254)}) {
            assertThatThrownBy(() -> new RepositoryId("ns", name)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new RepositoryId(name, "p")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Map<String, String> deleting(String path) {
        Map<String, String> edit = new HashMap<>();
        edit.put(path, null);
        return edit;
    }

    private static Commit write(Repositories repositories, Map<String, String> files) throws GitException {
        return repositories.commit(ID, VOLUME, STYLE, "message", before -> files);
    }

    private Repositories repositories() {
        return new Repositories(data, Instant.now());
    }

    private Path directory() {
        return data.resolve("git/shop/sales.git");
    }

    /** Something that may fail. */
    interface Action {
        void run() throws IOException, GitException;
    }

    private static void assertReason(GitException.Reason reason, Action action) {
        assertThatThrownBy(action::run)
                .isInstanceOf(GitException.class)
                .extracting(e -> ((GitException) e).reason())
                .isEqualTo(reason);
    }
}
