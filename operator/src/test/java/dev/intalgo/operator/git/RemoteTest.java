package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");

    @TempDir
    Path temporary;

    private GitServer server;
    private Repositories repositories;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theFirstCommitMakesTheBranch() throws Exception {
        assertThat(repositories.open(ID, remote()).empty()).isTrue();
        Commit commit = write("a", "1");
        assertThat(head()).isEqualTo(commit.id());
        assertThat(repositories.open(ID, remote()).files()).containsOnly(Map.entry("a", "1"));
        assertThat(repositories.open(ID, remote()).commit()).isEqualTo(commit.id());
    }

    @Test
    void looksAtWhatWasSeenWithoutAskingTheServer() throws Exception {
        Repositories others = new Repositories(temporary.resolve("others"), Instant.now());
        others.commit(ID, remote(), STYLE, "m", before -> Map.of("a", "1"));
        assertThat(repositories.seen(ID, remote()).files()).containsOnly(Map.entry("a", "1"));
        others.commit(ID, remote(), STYLE, "m", before -> Map.of("a", "2"));
        assertThat(repositories.seen(ID, remote()).files()).containsOnly(Map.entry("a", "1"));
        assertThat(repositories.open(ID, remote()).files()).containsOnly(Map.entry("a", "2"));
        assertThat(repositories.seen(ID, remote()).files()).containsOnly(Map.entry("a", "2"));
    }

    @Test
    void makesNoCommitAndNoPushWhereNothingChanges() throws Exception {
        Commit first = write("a", "1");
        assertThat(write("a", "1")).isEqualTo(new Commit(first.id(), false));
        assertThat(server.pushes).hasValue(1);
    }

    @Test
    void seesOnlyTheProjectsFolderAndKeepsTheRest() throws Exception {
        write("README.md", "everyone's");
        write("dbt-old/a", "no");
        Location folder = remote(server.url(), "main", "/dbt/", GitServer.GOOD);
        repositories.commit(ID, folder, STYLE, "m", before -> Map.of("models/a.sql", "1"));
        assertThat(repositories.open(ID, folder).files()).containsOnly(Map.entry("models/a.sql", "1"));
        assertThat(repositories.open(ID, remote()).files())
                .containsOnlyKeys("README.md", "dbt-old/a", "dbt/models/a.sql");
        assertReason(
                Reason.InvalidPath,
                () -> repositories.commit(ID, folder, STYLE, "m", before -> Map.of("../README.md", "x")));
        assertReason(
                Reason.InvalidPath, () -> repositories.open(ID, remote(server.url(), "main", "../x", GitServer.GOOD)));
    }

    @Test
    void editsAgainWhereTheRemoteMovedInBetween() throws Exception {
        write("a", "1");
        AtomicInteger edits = new AtomicInteger();
        Commit commit = repositories.commit(ID, remote(), STYLE, "ours", before -> {
            if (edits.incrementAndGet() <= 2) {
                somebodyElseWrites("theirs" + edits, "x");
            }
            return Map.of("ours", String.valueOf(before.files().size()));
        });
        assertThat(edits).hasValue(3);
        assertThat(commit.id()).isEqualTo(head());
        assertThat(repositories.open(ID, remote()).files())
                .containsOnlyKeys("a", "theirs1", "theirs2", "ours")
                .containsEntry("ours", "3");
        assertThat(History.of(server.directory()).checked()).hasSize(4).allMatch(parents -> parents <= 1);
    }

    @Test
    void editsAgainWhereSomebodyElseMadeTheFirstCommit() throws Exception {
        AtomicInteger edits = new AtomicInteger();
        repositories.commit(ID, remote(), STYLE, "ours", before -> {
            if (edits.incrementAndGet() == 1) {
                somebodyElseWrites("theirs", "x");
            }
            return Map.of("ours", "1");
        });
        assertThat(repositories.open(ID, remote()).files()).containsOnlyKeys("theirs", "ours");
    }

    @Test
    void givesUpWhereTheRemoteNeverStopsMoving() throws Exception {
        write("a", "1");
        AtomicInteger edits = new AtomicInteger();
        GitException failure = failure(() -> repositories.commit(ID, remote(), STYLE, "ours", before -> {
            somebodyElseWrites("theirs" + edits.incrementAndGet(), "x");
            return Map.of("ours", "1");
        }));
        assertThat(failure.reason()).isEqualTo(Reason.RepositoryMoved);
        assertThat(repositories.open(ID, remote()).files()).doesNotContainKey("ours");
    }

    /** As a controller does: where others were faster each time, it comes again. */
    private Commit commitUntilFirst(Repositories operator, String file) throws GitException {
        while (true) {
            try {
                return operator.commit(ID, remote(), STYLE, "m", before -> Map.of(file, "x"));
            } catch (GitException e) {
                assertThat(e.reason()).isEqualTo(Reason.RepositoryMoved);
            }
        }
    }

    @Test
    void manyOperatorsCommitInOneLine() throws Exception {
        write("a", "1");
        try (var threads = Executors.newFixedThreadPool(4)) {
            var all = IntStream.range(0, 12)
                    .mapToObj(i -> threads.submit(() ->
                            commitUntilFirst(new Repositories(temporary.resolve("data" + i), Instant.now()), "f" + i)))
                    .toList();
            for (Future<Commit> one : all) {
                assertThat(one.get().changed()).isTrue();
            }
        }
        assertThat(repositories.open(ID, remote()).files()).hasSize(13);
        assertThat(History.of(server.directory()).checked()).hasSize(13).allMatch(parents -> parents <= 1);
    }

    @Test
    void followsARemoteWhoseHistoryWasRewritten() throws Exception {
        Commit first = write("a", "1");
        write("b", "2");
        moveServersBranch(first.id());
        write("c", "3");
        assertThat(repositories.open(ID, remote()).files()).containsOnlyKeys("a", "c");
    }

    @Test
    void saysThatThePasswordIsWrongWithoutSayingIt() {
        Location wrong = remote(server.url(), "main", "", new Credentials.Basic("me", "hunter2-not-it"));
        GitException failure = failure(() -> repositories.open(ID, wrong));
        assertThat(failure.reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(failure).hasMessageContaining("localhost").hasMessageContaining("correct the Secret");
        assertNowhere("hunter2", failure);
        assertThat(wrong.toString()).doesNotContain("hunter2");
    }

    @Test
    void saysThatCredentialsAreMissing() {
        Location none = new Location.Remote(
                server.url().toString(), "main", "", Optional.empty(), Optional.empty(), Optional.empty());
        GitException failure = failure(() -> repositories.open(ID, none));
        assertThat(failure.reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(failure).hasMessageContaining("spec.repository.remote.credentials");
    }

    @Test
    void saysThatTheUserMayNotPush() throws Exception {
        write("a", "1");
        server.readOnly = true;
        GitException failure = failure(() -> write("a", "2"));
        assertThat(failure.reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(failure).hasMessageContaining("write");
        assertThat(repositories.open(ID, remote()).files()).containsEntry("a", "1");
    }

    @Test
    void saysWhatTheServersRuleSaidAndLeavesNothingBehind() throws Exception {
        Commit first = write("a", "1");
        server.rule = (pack, commands) -> {
            pack.sendMessage("main is protected, secret\n use a merge request");
            commands.forEach(command ->
                    command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, "pre-receive hook declined"));
        };
        GitException failure = failure(() -> write("a", "2"));
        assertThat(failure.reason()).isEqualTo(Reason.PushRejected);
        assertThat(failure)
                .hasMessageContaining("pre-receive hook declined")
                .hasMessageContaining("main is protected, *** | use a merge request");
        assertThat(server.pushes).hasValue(2);
        assertThat(repositories.open(ID, remote()).commit()).isEqualTo(first.id());
    }

    @Test
    void saysWhichBranchesThereAre() throws Exception {
        write("a", "1");
        GitException failure = failure(() -> repositories.open(ID, remote(server.url(), "trunk", "", GitServer.GOOD)));
        assertThat(failure.reason()).isEqualTo(Reason.BranchMissing);
        assertThat(failure).hasMessageContaining("\"trunk\"").hasMessageContaining("one of main");
        assertReason(
                Reason.BranchMissing, () -> repositories.open(ID, remote(server.url(), "a..b", "", GitServer.GOOD)));
    }

    @Test
    void saysThatTheRepositoryOrTheServerIsNotThere() throws Exception {
        URI missing = URI.create(server.url().toString().replace("shop", "shoe"));
        GitException notFound = failure(() -> repositories.open(ID, remote(missing, "main", "", GitServer.GOOD)));
        assertThat(notFound.reason()).isEqualTo(Reason.RepositoryUnreachable);
        assertThat(notFound).hasMessageContaining("there is no repository at " + missing);

        URI nobody = URI.create("http://git.invalid/x.git");
        assertReason(Reason.RepositoryUnreachable, () -> repositories.open(ID, remote(nobody, "main", "", null)));
        try (ServerSocket free = new ServerSocket(0)) {
            URI closed = URI.create("http://localhost:" + free.getLocalPort() + "/x.git");
            free.close();
            assertReason(Reason.RepositoryUnreachable, () -> repositories.open(ID, remote(closed, "main", "", null)));
        }
    }

    @Test
    void refusesUrlsThatReachTheOperatorsOwnFiles() throws Exception {
        Disc.create(temporary.resolve("local.git"));
        for (String url : new String[] {
            "file://" + temporary.resolve("local.git"),
            temporary.resolve("local.git").toString(),
            "git://host/x.git",
            "ext::sh",
            "https://me:secret@host/x.git",
            "https:///x.git",
            "ftp://host/x"
        }) {
            GitException failure =
                    failure(() -> repositories.open(ID, remote(URI.create(url), "main", "", GitServer.GOOD)));
            assertThat(failure.reason()).as(url).isEqualTo(Reason.UnsupportedUrl);
            assertNowhere("secret@", failure);
        }
    }

    @Test
    void doesNotSignInWhereARedirectLeadsElsewhere() throws Exception {
        try (GitServer other = GitServer.start(temporary.resolve("other.git"), null)) {
            server.redirect = "http://localhost:" + other.url().getPort();
            assertReason(Reason.AuthenticationFailed, () -> repositories.open(ID, remote()));
            assertThat(other.authorizations).isNotEmpty().containsOnly("null");
        }
    }

    @Test
    void startsItsCopyAnewWhereTheUrlChanges() throws Exception {
        write("a", "1");
        try (GitServer other = GitServer.start(temporary.resolve("other.git"), null)) {
            Location elsewhere = remote(other.url(), "main", "", GitServer.GOOD);
            assertThat(repositories.open(ID, elsewhere).empty()).isTrue();
            repositories.commit(ID, elsewhere, STYLE, "m", before -> Map.of("b", "2"));
            assertThat(repositories.open(ID, elsewhere).files()).containsOnlyKeys("b");
        }
        assertThat(repositories.open(ID, remote()).files()).containsOnlyKeys("a");
    }

    @Test
    void goesOnWithTheCopyOfAnEarlierProcess() throws Exception {
        write("a", "1");
        Repositories later = new Repositories(temporary.resolve("data"), Instant.now());
        assertThat(later.open(ID, remote()).files()).containsOnlyKeys("a");
        later.removeCopiesBut(namespace -> Optional.of(Set.of()));
        assertThat(repositories
                        .open(new RepositoryId("shop", "another"), remote())
                        .files())
                .containsOnlyKeys("a");
    }

    private void somebodyElseWrites(String path, String text) {
        try (Repository repository = Disc.open(server.directory())) {
            var main = repository.exactRef(Disc.MAIN);
            ObjectId before = main == null ? null : main.getObjectId();
            moveServersBranch(Trees.commit(repository, before, Map.of(path, text), STYLE, "theirs")
                    .name());
        } catch (IOException | GitException e) {
            throw new IllegalStateException(e);
        }
    }

    private void moveServersBranch(String commit) throws IOException {
        try (Repository repository = Disc.open(server.directory())) {
            RefUpdate update = repository.updateRef(Disc.MAIN);
            update.setNewObjectId(ObjectId.fromString(commit));
            assertThat(update.forceUpdate())
                    .isIn(RefUpdate.Result.NEW, RefUpdate.Result.FAST_FORWARD, RefUpdate.Result.FORCED);
        }
    }

    private String head() throws IOException {
        try (Repository repository = Disc.open(server.directory())) {
            return repository.exactRef(Disc.MAIN).getObjectId().name();
        }
    }

    private Commit write(String path, String text) throws GitException {
        return repositories.commit(ID, remote(), STYLE, "message", before -> Map.of(path, text));
    }

    private Location remote() {
        return remote(server.url(), "main", "", GitServer.GOOD);
    }

    private static Location remote(URI url, String branch, String path, Credentials credentials) {
        return new Location.Remote(
                url.toString(), branch, path, Optional.ofNullable(credentials), Optional.empty(), Optional.empty());
    }

    /** Something that may fail. */
    interface Action {
        void run() throws Exception;
    }

    private static GitException failure(Action action) {
        GitException failure = catchThrowableOfType(GitException.class, action::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void assertReason(Reason reason, Action action) {
        GitException failure = failure(action);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    }

    private static void assertNowhere(String secret, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain(secret);
        }
    }
}
