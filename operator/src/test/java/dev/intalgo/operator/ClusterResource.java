package dev.intalgo.operator;

import dev.intalgo.testing.ApiServer;
import dev.intalgo.testing.Definitions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * A real API server with the CRDs for a {@code @QuarkusTest}. With the argument {@code reconcile=false} the application
 * serves requests, but reconciles nothing.
 */
public class ClusterResource implements QuarkusTestResourceLifecycleManager {
    private String reconcile = "true";

    @Override
    public void init(Map<String, String> arguments) {
        reconcile = arguments.getOrDefault("reconcile", "true");
    }

    @Override
    public Map<String, String> start() {
        ApiServer server = ApiServer.shared();
        Definitions.apply(server);
        Map<String, String> config = new HashMap<>();
        config.put("quarkus.kubernetes-client.api-server-url", server.url());
        config.put(
                "quarkus.kubernetes-client.ca-cert-file",
                server.certificateAuthority().toString());
        config.put("quarkus.kubernetes-client.token", server.token());
        config.put("quarkus.operator-sdk.start-operator", reconcile);
        return config;
    }

    @Override
    public void stop() {
        // The API server is every test's of this JVM.
    }
}
