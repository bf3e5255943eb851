package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoverTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");
    private static final Location VOLUME = new Location.Volume(1L << 26);

    @TempDir
    Path temporary;

    private GitServer server;
    private GitServer other;
    private Repositories repositories;
    private Mover mover;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        other = GitServer.start(temporary.resolve("other.git"), null);
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
        mover = new Mover(repositories, new GithubAppTokens());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        other.close();
    }

    private static Location at(GitServer server, String branch, String path) {
        return new Location.Remote(
                server.url().toString(), branch, path, Optional.of(GitServer.GOOD), Optional.empty(), Optional.empty());
    }

    private String write(Location location, String path, String text) throws GitException {
        return repositories
                .commit(ID, location, STYLE, "Write " + path, before -> Map.of(path, text))
                .id();
    }

    /** Two commits of a dbt project. */
    private String project(Location location) throws GitException {
        write(location, "dbt_project.yml", "name: sales\n");
        return write(location, "models/a.sql", "select 1");
    }

    private Path volume() {
        return repositories.volume(ID);
    }

    private static Map<String, String> refs(Path directory) throws Exception {
        try (Repository repository = Disc.open(directory)) {
            Map<String, String> refs = new TreeMap<>();
            MovePlan.all(repository, "refs/").forEach((name, id) -> refs.put(name, id.name()));
            return refs;
        }
    }

    private static void ref(Path directory, String name, String id) throws Exception {
        try (Repository repository = Disc.open(directory)) {
            RefUpdate update = repository.updateRef(name);
            update.setNewObjectId(ObjectId.fromString(id));
            update.forceUpdate();
        }
    }

    @Test
    void movesAllBranchesAndTagsToAnEmptyServerAndBack() throws Exception {
        String head = project(VOLUME);
        ref(volume(), "refs/heads/try", head);
        ref(volume(), "refs/tags/v1", head);
        var moved = mover.move(ID, VOLUME, at(server, "main", ""), head, STYLE);
        assertThat(moved).isEqualTo(new Mover.Moved(head, head, 2));
        assertThat(refs(server.directory())).isEqualTo(refs(volume()));
        String next = write(at(server, "main", ""), "models/b.sql", "select 2");
        assertThat(mover.move(ID, at(server, "main", ""), VOLUME, next, STYLE).commits())
                .isEqualTo(3);
        assertThat(refs(volume())).containsEntry("heads/main", next).containsEntry("tags/v1", head);
        assertThat(History.of(volume()).checked()).containsOnly(0, 1).hasSize(3);
    }

    @Test
    void leavesNothingBehindOfItsWork() throws Exception {
        mover.move(ID, VOLUME, at(server, "main", ""), project(VOLUME), STYLE);
        try (var left = Files.walk(temporary.resolve("data"))) {
            assertThat(left.filter(file -> file.toString().matches(".*/(move|check)/.*\\.git")))
                    .isEmpty();
        }
    }

    @Test
    void theProjectsBranchGetsTheNewNameAndAnotherOfThatNameIsKept() throws Exception {
        String head = project(VOLUME);
        String dev = write(VOLUME, "models/b.sql", "select 2");
        ref(volume(), "refs/heads/dev", dev);
        ref(volume(), "refs/heads/main", head);
        mover.move(ID, VOLUME, at(server, "dev", ""), head, STYLE);
        assertThat(refs(server.directory())).isEqualTo(Map.of("heads/dev", head, "heads/sales-dev", dev));
    }

    @Test
    void joinsAServersHistoryInAFolderOfItsOwn() throws Exception {
        String theirs = write(at(server, "main", ""), "README.md", "everyone's");
        String ours = project(VOLUME);
        Location folder = at(server, "main", "data/dbt");
        var moved = mover.move(ID, VOLUME, folder, ours, STYLE);
        assertThat(repositories.open(ID, folder).files()).containsOnlyKeys("dbt_project.yml", "models/a.sql");
        assertThat(repositories.open(ID, at(server, "main", "")).files()).containsKey("README.md");
        try (Repository repository = Disc.open(server.directory())) {
            ObjectId head = ObjectId.fromString(moved.head());
            assertThat(MovePlan.contains(repository, head, ObjectId.fromString(theirs)))
                    .isTrue();
            assertThat(MovePlan.contains(repository, head, ObjectId.fromString(ours)))
                    .isTrue();
        }
        assertThat(moved.commits()).isEqualTo(4);
    }

    @Test
    void whatWasDoneBeforeItWasKilledIsNotDoneTwice() throws Exception {
        write(at(server, "main", ""), "README.md", "everyone's");
        String ours = project(VOLUME);
        var first = mover.move(ID, VOLUME, at(server, "main", "dbt"), ours, STYLE);
        Files.createDirectories(repositories.scratch(ID, "move"));
        assertThat(mover.move(ID, VOLUME, at(server, "main", "dbt"), ours, STYLE))
                .isEqualTo(first);
    }

    @Test
    void refusesAPlaceThatHasCommitsOfItsOwn() throws Exception {
        write(at(server, "main", ""), "README.md", "everyone's");
        write(at(server, "main", ""), "dbt/a", "theirs");
        var before = refs(server.directory());
        String ours = project(VOLUME);
        for (String folder : new String[] {"", "dbt", "dbt/a/b", "README.md"}) {
            assertReason(Reason.RepositoryNotEmpty, VOLUME, at(server, "main", folder), ours);
        }
        assertThat(refs(server.directory())).isEqualTo(before);
        assertThat(write(VOLUME, "models/c.sql", "select 3")).isNotEqualTo(ours);
    }

    @Test
    void movesOutOfAFolderAndIntoAnother() throws Exception {
        write(at(server, "main", ""), "README.md", "everyone's");
        String ours = project(at(server, "main", "dbt"));
        mover.move(ID, at(server, "main", "dbt"), at(server, "main", "data/dbt"), ours, STYLE);
        assertThat(repositories.open(ID, at(server, "main", "")).files())
                .containsOnlyKeys("README.md", "data/dbt/dbt_project.yml", "data/dbt/models/a.sql");
        mover.move(ID, at(server, "main", "data/dbt"), VOLUME, null, STYLE);
        assertThat(repositories.open(ID, VOLUME).files()).containsOnlyKeys("dbt_project.yml", "models/a.sql");
        assertThat(History.of(volume()).checked()).hasSize(5);
    }

    @Test
    void takesTheOperatorsCopyOfAServerThatIsGone() throws Exception {
        Location gone = at(server, "main", "");
        String head = project(gone);
        server.close();
        assertReason(Reason.RepositoryUnreachable, gone, VOLUME, "0123456789012345678901234567890123456789");
        assertThat(mover.move(ID, gone, at(other, "main", ""), head, STYLE).commits())
                .isEqualTo(2);
        assertThat(refs(other.directory())).isEqualTo(Map.of("heads/main", head));
    }

    @Test
    void movesBackToWhereItWasAndNeverOverOthersCommits() throws Exception {
        String head = project(at(server, "main", ""));
        mover.move(ID, at(server, "main", ""), at(other, "main", ""), head, STYLE);
        String next = write(at(other, "main", ""), "models/b.sql", "select 2");
        mover.move(ID, at(other, "main", ""), at(server, "main", ""), next, STYLE);
        assertThat(refs(server.directory())).containsEntry("heads/main", next);
        String theirs = write(at(server, "main", ""), "theirs", "x");
        repositories.arrive(ID, at(other, "main", ""));
        write(at(other, "main", ""), "ours", "x");
        assertReason(Reason.RepositoryNotEmpty, at(other, "main", ""), at(server, "main", ""), next);
        assertThat(refs(server.directory())).containsEntry("heads/main", theirs);
    }

    @Test
    void makesNoCommitToThePlaceThatWasLeft() throws Exception {
        String head = project(VOLUME);
        mover.move(ID, VOLUME, at(server, "main", ""), head, STYLE);
        var failure = catchThrowableOfType(GitException.class, () -> write(VOLUME, "late", "x"));
        assertThat(failure.reason()).isEqualTo(Reason.RepositoryMoved);
        assertThat(refs(volume())).containsEntry("heads/main", head);
    }

    @Test
    void makesNoCommitToABranchOfThePlaceThatWasLeft() throws Exception {
        String head = project(VOLUME);
        mover.move(ID, VOLUME, at(server, "main", ""), head, STYLE);
        var failure = catchThrowableOfType(
                GitException.class,
                () -> new Proposals(repositories)
                        .commit(ID, VOLUME, "answers", STYLE, "m", before -> Map.of("late", "x")));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(Reason.RepositoryMoved);
        assertThat(refs(volume())).containsOnlyKeys("heads/main");
    }

    @Test
    void startsAgainWhereSomebodyPushedMeanwhile() throws Exception {
        String head = project(at(server, "main", ""));
        var people = new Repositories(temporary.resolve("people"), Instant.now());
        other.rule = (pack, commands) -> {
            try {
                people.commit(ID, at(server, "main", ""), STYLE, "m", before -> Map.of("late", "x"));
            } catch (GitException e) {
                throw new IllegalStateException(e);
            }
        };
        assertReason(Reason.RepositoryMoved, at(server, "main", ""), at(other, "main", ""), head);
        assertThat(mover.move(ID, at(server, "main", ""), at(other, "main", ""), head, STYLE)
                        .commits())
                .isEqualTo(3);
        assertThat(refs(other.directory())).isEqualTo(refs(server.directory()));
    }

    @Test
    void saysWhyTheNewServerRefuses() throws Exception {
        String head = project(VOLUME);
        server.rule = (pack, commands) ->
                commands.forEach(c -> c.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "protected"));
        var failure = assertReason(Reason.PushRejected, VOLUME, at(server, "main", ""), head);
        assertThat(failure).hasMessageContaining("protected");
    }

    @Test
    void saysThatTheVolumeIsTooSmall() throws Exception {
        String head = project(at(server, "main", ""));
        assertReason(Reason.RepositoryFull, at(server, "main", ""), new Location.Volume(10), head);
    }

    private GitException assertReason(Reason reason, Location from, Location to, String seen) {
        var failure = catchThrowableOfType(GitException.class, () -> mover.move(ID, from, to, seen, STYLE));
        assertThat(failure).isNotNull();
        assertThat(failure.reason()).isEqualTo(reason);
        return failure;
    }
}
