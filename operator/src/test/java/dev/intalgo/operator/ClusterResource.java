package dev.intalgo.operator;

import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real API server with the CRDs for a {@code @QuarkusTest}. With the argument {@code reconcile=false} the application
 * serves requests, but reconciles nothing.
 */
public class ClusterResource implements QuarkusTestResourceLifecycleManager {
    private static final Path CRDS = Path.of("../charts/intalgo/templates/crds");

    private String reconcile = "true";

    @Override
    public void init(Map<String, String> arguments) {
        reconcile = arguments.getOrDefault("reconcile", "true");
    }

    @Override
    public Map<String, String> start() {
        ApiServer server = ApiServer.shared();
        String definitions = definitions();
        require(server.kubectl(definitions, "apply", "-f", "-"));
        require(server.kubectl("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=30s"));
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.kubernetes-client.api-server-url", server.url());
        config.put(
                "quarkus.kubernetes-client.ca-cert-file",
                server.certificateAuthority().toString());
        config.put("quarkus.kubernetes-client.token", server.token());
        config.put("quarkus.operator-sdk.start-operator", reconcile);
        return config;
    }

    private static String definitions() {
        try (Stream<Path> files = Files.list(CRDS)) {
            List<Path> all = files.sorted().toList();
            StringBuilder text = new StringBuilder();
            for (Path file : all) {
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

    @Override
    public void stop() {
        // The API server is every test's of this JVM.
    }
}
