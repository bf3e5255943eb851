package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.git.GitException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that other people made with the real git, and what is in them besides text. */
class ForeignRepositoryTest {
    private static final RepositoryId ID = new RepositoryId("shop", "sales");
    private static final CommitStyle STYLE = CommitStyle.plain("sales");

    @TempDir
    Path temporary;

    private GitServer server;
    private Path clone;
    private Repositories repositories;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
        server.open = true;
        clone = Files.createDirectory(temporary.resolve("clone"));
        git("init", "-q", "-b", "main");
        git("config", "user.name", "Ann");
        git("config", "user.email", "ann@example.com");
        repositories = new Repositories(temporary.resolve("data"), Instant.now());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void readsOnlyTheNewestCommitAndStillPushes() throws Exception {
        history(5);
        assertThat(repositories.open(ID, remote()).files()).containsOnly(Map.entry("f", "5"));
        assertThat(copyHas("HEAD~1")).isFalse();
        repositories.commit(ID, remote(), STYLE, "ours", before -> Map.of("ours", "1"));
        git("pull", "-q", server.url().toString(), "main");
        assertThat(git("log", "--format=%s")).startsWith("ours\nc5\nc4\n");
        history(7);
        assertThat(repositories.open(ID, remote()).files()).containsEntry("f", "7");
        assertThat(copyHas("HEAD~1")).isFalse();
        assertThat(git("fsck", "--strict")).doesNotContain("missing");
    }

    @Test
    void fetchesTheHistoryWhereSomebodyClonesTheCopy() throws Exception {
        history(5);
        repositories.open(ID, remote());
        try (Repository served = repositories.serve(ID, remote(), false).orElseThrow()) {
            assertThat(copyHas("HEAD~4")).isTrue();
            assertThat(served.getObjectDatabase().getShallowCommits()).isEmpty();
            assertThat(served.getDirectory().toPath().resolve("shallow")).doesNotExist();
        }
        history(6);
        assertThat(repositories.open(ID, remote()).files()).containsEntry("f", "6");
        assertThat(copyHas("HEAD~5")).isTrue();
    }

    @Test
    void neverReadsOrReplacesLinksSubmodulesAndPointers() throws Exception {
        Path secret = Files.writeString(temporary.resolve("secret"), "it is secret");
        Files.createSymbolicLink(clone.resolve("link.sql"), secret);
        Files.createSymbolicLink(clone.resolve("folder"), temporary);
        Files.writeString(
                clone.resolve("big.sql"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12345\n");
        Files.write(clone.resolve("picture.sql"), new byte[] {'P', 0, 1});
        Files.writeString(clone.resolve("a.sql"), "select 1");
        git("add", ".");
        git("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",module");
        commitAndPush("theirs");
        assertThat(repositories.open(ID, remote()).files()).containsOnlyKeys("a.sql");
        for (String path : new String[] {"link.sql", "folder/secret", "big.sql", "picture.sql", "module", "module/x"}) {
            assertThat(refused(Map.of(path, "x"))).as(path).isEqualTo(Reason.InvalidPath);
        }
        assertThat(Files.readString(secret)).isEqualTo("it is secret");
    }

    @Test
    void refusesNamesThatAreOneOnOtherSystems() throws Exception {
        Files.createDirectory(clone.resolve("models"));
        Files.writeString(clone.resolve("models/Orders.sql"), "select 1");
        push("theirs");
        assertThat(refused(Map.of("models/orders.sql", "x"))).isEqualTo(Reason.InvalidPath);
        assertThat(refused(Map.of("Models/other.sql", "x"))).isEqualTo(Reason.InvalidPath);
        assertThat(refused(Map.of("b.sql", "x", "B.sql", "y"))).isEqualTo(Reason.InvalidPath);
        repositories.commit(ID, remote(), STYLE, "m", before -> Map.of("models/Orders.sql", "select 2"));
        Map<String, String> renamed = new java.util.HashMap<>(Map.of("models/orders.sql", "select 3"));
        renamed.put("models/Orders.sql", null);
        repositories.commit(ID, remote(), STYLE, "m", before -> renamed);
        assertThat(repositories.open(ID, remote()).files()).containsOnlyKeys("models/orders.sql");
    }

    @Test
    void runsNoHookOfTheCopy() throws Exception {
        history(1);
        repositories.open(ID, remote());
        Path hooks = Files.createDirectories(temporary.resolve("data/cache/shop/sales.git/hooks"));
        for (String name :
                new String[] {"pre-push", "post-merge", "pre-commit", "commit-msg", "reference-transaction"}) {
            Path hook = Files.writeString(
                    hooks.resolve(name), "#!/bin/sh\ntouch " + temporary.resolve("ran") + "\nexit 1\n");
            assertThat(hook.toFile().setExecutable(true)).isTrue();
        }
        repositories.commit(ID, remote(), STYLE, "m", before -> Map.of("a", "1"));
        assertThat(temporary.resolve("ran")).doesNotExist();
    }

    private Reason refused(Map<String, String> changes) {
        GitException failure = catchThrowableOfType(
                GitException.class, () -> repositories.commit(ID, remote(), STYLE, "m", before -> changes));
        assertThat(failure).as(changes.toString()).isNotNull();
        return failure.reason();
    }

    private void history(int until) throws Exception {
        int from = Files.exists(clone.resolve("f")) ? Integer.parseInt(Files.readString(clone.resolve("f"))) + 1 : 1;
        for (int i = from; i <= until; i++) {
            Files.writeString(clone.resolve("f"), String.valueOf(i));
            git("add", ".");
            git("commit", "-q", "-m", "c" + i);
        }
        git("push", "-q", server.directory().toString(), "HEAD:main");
    }

    private void push(String message) throws Exception {
        git("add", ".");
        commitAndPush(message);
    }

    private void commitAndPush(String message) throws Exception {
        git("commit", "-q", "-m", message);
        git("push", "-q", server.directory().toString(), "HEAD:main");
    }

    private boolean copyHas(String commit) throws Exception {
        Command copy = new Command(temporary.resolve("data/cache/shop/sales.git"));
        return copy.result("git", "cat-file", "-e", commit.replace("HEAD", "refs/heads/main"))
                        .status()
                == 0;
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new Command(clone).run(command);
    }

    private Location remote() {
        return new Location.Remote(
                server.url().toString(), "main", "", Optional.empty(), Optional.empty(), Optional.empty());
    }
}
