package dev.intalgo.operator;

import dev.intalgo.operator.tls.TlsFiles;
import dev.intalgo.operator.tls.TlsSecret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Starts the operator. The certificates must be there before the HTTPS server is; without {@code INTALGO_TLS_DIR}, as on
 * a developer's machine, there are none.
 */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) throws IOException {
        Optional<String> tls = environment("INTALGO_TLS_DIR");
        if (tls.isPresent()) {
            String namespace = environment("INTALGO_NAMESPACE")
                    .orElseThrow(() -> new IllegalStateException(
                            "INTALGO_NAMESPACE is not set: set it to the" + " operator's own namespace"));
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                TlsFiles.write(new TlsSecret(client, namespace, Clock.systemUTC()).getOrCreate(), Path.of(tls.get()));
            }
        }
        Quarkus.run(arguments);
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
