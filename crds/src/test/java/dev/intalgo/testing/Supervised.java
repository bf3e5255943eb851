package dev.intalgo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with this JVM, however the JVM ends: a shell beside it waits for the end of a pipe whose other
 * end only this JVM holds, so that a killed test run leaves nothing behind.
 */
public final class Supervised {
    private static final String SCRIPT = """
            exec 3<&0
            "$@" </dev/null 3<&- & program=$!
            { read -r _; kill "$program"; } <&3 & watcher=$!
            exec 3<&- </dev/null
            wait "$program"; code=$?
            kill "$watcher" 2>/dev/null
            exit "$code"
            """;

    private static final int LOG_END = 4_000;

    private final Process process;
    private final Path log;

    private Supervised(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param log the file for what the program writes */
    public static Supervised start(List<String> command, Path log) throws IOException {
        List<String> all = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
        all.addAll(command);
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Supervised(process, log);
    }

    /** Whether the program has ended, or does within this time. */
    public boolean endsWithin(long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The end of what the program wrote. */
    public String log() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - LOG_END));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program. */
    public void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!endsWithin(30, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
