package dev.intalgo.operator.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program of the system, such as the real git, without the user's own configuration. */
record Command(Path directory, Map<String, String> environment) {
    Command(Path directory) {
        this(directory, Map.of());
    }

    /** What it printed; it must succeed. */
    String run(String... command) throws IOException, InterruptedException {
        Result result = result(command);
        assertThat(result.status()).as(List.of(command) + ": " + result.said()).isZero();
        return result.said();
    }

    record Result(int status, String said) {}

    Result result(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), said);
    }
}
