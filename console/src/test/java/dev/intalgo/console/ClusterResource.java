package dev.intalgo.console;

import dev.intalgo.testing.ApiServer;
import dev.intalgo.testing.Definitions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A real API server with the CRDs. */
public class ClusterResource implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        ApiServer server = ApiServer.shared();
        Definitions.apply(server);
        return Map.of(
                "intalgo.console.api-server",
                server.url(),
                "intalgo.console.api-ca",
                server.certificateAuthority().toString());
    }

    @Override
    public void stop() {
        // The API server is every test's of this JVM.
    }
}
