package dev.intalgo.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands for the operator: answers what a real one answered, and remembers what it was asked. The operator's own tests
 * see that a real one answers so.
 */
final class Recorded {
    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    private record Answer(int status, String text) {}

    /** @param path with the query, if any */
    record Asked(String method, String path, String authorization, String body) {}

    Recorded() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
    }

    /** Forgets what it was asked. */
    void forget() {
        asked.clear();
    }

    /** @param request as in {@code GET /people/v1/adapters}; without the query it is answered so whatever that is */
    synchronized void on(String request, int status, String text) {
        answers.put(request, new Answer(status, text));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        asked.add(new Asked(
                exchange.getRequestMethod(),
                uri.toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        var answer = answers.getOrDefault(
                exchange.getRequestMethod() + " " + uri,
                answers.getOrDefault(
                        exchange.getRequestMethod() + " " + uri.getRawPath(),
                        new Answer(404, "there is no such thing")));
        var bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", answer.text().matches("(?s)[{\\[].*") ? "application/json" : "text/plain");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
