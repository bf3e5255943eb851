package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** The runner's own code on one database, in a process of its own. One thread at a time may use it. */
final class Worker implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Process process;
    private final BufferedWriter tasks;
    private final BufferedReader results;

    /**
     * @param profiles the folder of a profiles.yml
     * @param profile  the profile in it
     */
    Worker(Path profiles, String profile) throws IOException {
        folder = Files.createTempDirectory("intalgo-eval-");
        Path root = Data.root();
        var builder = new ProcessBuilder(
                        System.getenv().getOrDefault("INTALGO_EVAL_PYTHON", "python3"),
                        root.resolve("eval/src/main/python/checks.py").toString())
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "PYTHONPATH", root.resolve("runner").toString(),
                        "INTALGO_WORK", folder.toString(),
                        "INTALGO_PROFILES_DIR", profiles.toAbsolutePath().toString(),
                        "INTALGO_PROFILE", profile,
                        // Never asked: the commits are there before.
                        "INTALGO_GIT_URL", "https://localhost/eval.git"));
        process = builder.start();
        tasks = process.outputWriter();
        results = process.inputReader();
    }

    /** @return the task's result; {@code ok} tells whether it was done */
    JsonNode done(String kind, ObjectNode task) {
        try {
            tasks.write(JSON.createObjectNode()
                    .put("kind", kind)
                    .<ObjectNode>set("task", task)
                    .toString());
            tasks.newLine();
            tasks.flush();
            String line = results.readLine();
            if (line == null) {
                throw new IOException("the worker has ended:\n" + Files.readString(folder.resolve("log")));
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #done}, where it must not fail. */
    JsonNode must(String kind, ObjectNode task) {
        JsonNode result = done(kind, task);
        if (!result.path("ok").asBoolean()) {
            throw new IllegalStateException(kind + ": " + result.path("message").asText());
        }
        return result;
    }

    @Override
    public void close() throws IOException {
        tasks.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
