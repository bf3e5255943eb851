package dev.intalgo.console;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** No operator: a small server that answers, by the last parts of a path, what an operator has said once. */
public class ModelsOperator implements QuarkusTestResourceLifecycleManager {
    private final Map<String, String> answers = new ConcurrentHashMap<>();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            var asked = exchange.getRequestURI().toString();
            var answer = answers.entrySet().stream()
                    .filter(one -> asked.endsWith(one.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
            var text = answer.orElse("there is nothing here").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.isPresent() ? "application/json" : "text/plain");
            exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        return Map.of(
                "quarkus.rest-client.operator.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    /** The test says what is answered. */
    @Override
    public void inject(TestInjector test) {
        test.injectIntoFields(answers, new TestInjector.MatchesType(Map.class));
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
