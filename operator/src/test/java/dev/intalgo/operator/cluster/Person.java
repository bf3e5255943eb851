package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody with Git's own program, who pushes one commit after the other as long as it takes. */
final class Person implements AutoCloseable {
    private final Path clone;
    private final List<String> options;
    private final Thread thread = Thread.ofVirtual().unstarted(this::push);
    private volatile boolean stopped;
    private volatile int pushed;
    private volatile Exception failure;

    /** @param options of git: how to sign in */
    Person(Path folder, String url, List<String> options) throws IOException, InterruptedException {
        this.clone = folder.resolve("person");
        this.options = options;
        assertThat(git(folder, "clone", "-q", url, clone.toString())).isZero();
        git(clone, "config", "user.name", "Ann");
        git(clone, "config", "user.email", "ann@example.com");
        thread.start();
    }

    private int git(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(options);
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroy();
            throw new IOException("git does not end: " + said);
        }
        return process.exitValue();
    }

    private void push() {
        try {
            for (int i = 0; !stopped; i++) {
                Files.writeString(clone.resolve(file(i)), "mine\n");
                git(clone, "add", "-A");
                git(clone, "commit", "-q", "-m", "Note " + i);
                while (git(clone, "push", "-q", "origin", "HEAD:main") != 0) {
                    assertThat(git(clone, "pull", "-q", "--rebase", "origin", "main"))
                            .isZero();
                }
                pushed = i + 1;
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            failure = new IllegalStateException("after %d pushes".formatted(pushed), e);
        }
    }

    static String file(int number) {
        return "notes-%d.md".formatted(number);
    }

    /** Stops; how often was pushed. */
    int stop() throws Exception {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        return pushed;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
