package dev.intalgo.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** Answers with JSON that the operator gave: the real one is tested with its own endpoints. */
public class RecordedOperator implements QuarkusTestResourceLifecycleManager {
    private static final String SUMMARY = """
            {"tables": 3, "columns": 12, "primaryKeys": 2, "declaredKeys": 1, "inferredKeys": 1,
             "undescribedTables": 1, "undescribedColumns": 7,
             "undescribed": [{"table": "sales.orders", "described": false, "columns": 7}]}
            """;

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/people/v1/adapters", exchange -> {
            try (var recorded = RecordedOperator.class.getResourceAsStream("/operator/adapters.json")) {
                answer(exchange, recorded.readAllBytes());
            }
        });
        server.createContext("/people/v1/connections/", exchange -> answer(exchange, SUMMARY.getBytes()));
        server.start();
        return Map.of(
                "quarkus.rest-client.operator.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, byte[] json) throws IOException {
        boolean known = exchange.getRequestHeaders().getFirst("Authorization") != null;
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(known ? 200 : 401, known ? json.length : -1);
        if (known) {
            exchange.getResponseBody().write(json);
        }
        exchange.close();
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
