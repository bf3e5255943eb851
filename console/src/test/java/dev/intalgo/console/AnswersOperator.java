package dev.intalgo.console;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers as an operator did: the real one is tested with its own endpoints. */
public class AnswersOperator implements QuarkusTestResourceLifecycleManager {
    private static final String SQL = "{\"sql\": \"SELECT id FROM sales.orders\"}";
    private static final String HISTORY = """
            [{"commit": "0123456789abcdef0123456789abcdef01234567", "author": "Ann <b>", "at": "2026-03-01T10:20:30Z",
              "subject": "Rename orders to totals", "diff": "@@ -1,2 +1,2 @@\\n select id\\n-from a\\n+from <b>\\n"},
             {"commit": "1123456789abcdef0123456789abcdef01234567", "author": "Bob", "at": "2026-02-01T10:20:30Z",
              "subject": "Describe orders", "diff": ""}]
            """;

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/people/v1/", exchange -> {
            var json = (exchange.getRequestURI().getPath().endsWith("/sql") ? SQL : HISTORY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, json.length);
            exchange.getResponseBody().write(json);
            exchange.close();
        });
        server.start();
        return Map.of(
                "quarkus.rest-client.operator.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
