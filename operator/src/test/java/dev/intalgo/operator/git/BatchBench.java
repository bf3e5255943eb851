package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures; run by {@code bench/repository-batch/run}. */
class BatchBench {
    private static final Logger LOG = Logger.getLogger(BatchBench.class);
    private static final int ANSWERS = Integer.getInteger("intalgo.questions", 1_000);
    private static final RepositoryId ID = new RepositoryId("shop", "sales");

    @TempDir
    Path temporary;

    private GitServer server;

    @BeforeEach
    void start() throws Exception {
        server = GitServer.start(temporary.resolve("server.git"), null);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Map<String, String> answer(int number) {
        return Map.of(
                "models/m%d.sql".formatted(number), "select %d as id\n".formatted(number),
                "models/m%d.yml".formatted(number), "models:\n  - name: m%d\n".formatted(number));
    }

    @Test
    void allInOneCommit() throws Exception {
        var repositories = new Repositories(temporary.resolve("data"), Instant.now());
        var remote = new Location.Remote(
                server.url().toString(), "main", "", Optional.of(GitServer.GOOD), Optional.empty(), Optional.empty());
        var edits = IntStream.range(0, ANSWERS)
                .<Edit>mapToObj(i -> before -> answer(i))
                .toList();
        var start = System.nanoTime();
        repositories.commitAll(ID, remote, CommitStyle.plain("sales"), edits, changing -> "All of them");
        report("one commit for all", start);
    }

    @Test
    void oneCommitForEachByGitsProgram() throws Exception {
        var clone = temporary.resolve("clone");
        var url = server.url().toString().replace("://", "://me:secret@");
        git(temporary, "clone", "-q", url, clone.toString());
        Files.createDirectories(clone.resolve("models"));
        var start = System.nanoTime();
        for (int i = 0; i < ANSWERS; i++) {
            for (var file : answer(i).entrySet()) {
                Files.writeString(clone.resolve(file.getKey()), file.getValue());
            }
            git(clone, "add", "-A");
            git(clone, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "commit", "-q", "-m", "One");
            git(clone, "push", "-q", "origin", "HEAD:main");
        }
        report("one commit for each, by git", start);
    }

    private static void git(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private void report(String what, long start) {
        var seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        LOG.infof("bench: %d answers, %s: %d pushes, %.1f s", ANSWERS, what, server.pushes.get(), seconds);
    }
}
