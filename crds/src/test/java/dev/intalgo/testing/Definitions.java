package dev.intalgo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chart's CRDs, in an API server without the chart; for tests of another module's folder. */
public final class Definitions {
    private static final Path CRDS = Path.of("../charts/intalgo/templates/crds");

    private Definitions() {}

    /** Applies them, and waits until they can be used. */
    public static void apply(ApiServer server) {
        require(server.kubectl(text(), "apply", "-f", "-"));
        require(server.kubectl("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"));
        // Each is served a moment later; kubectl asks again until then.
        require(server.kubectl("", "get", "connections,intalgoprojects,questions,deployments.intalgo.dev", "-A"));
    }

    private static String text() {
        try (Stream<Path> files = Files.list(CRDS)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                text.append("---\n")
                        .append(Files.readAllLines(file).stream()
                                .filter(line -> !line.startsWith("{{"))
                                .collect(Collectors.joining("\n", "", "\n")));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(ApiServer.Output output) {
        if (!output.ok()) {
            throw new IllegalStateException(output.text());
        }
    }
}
