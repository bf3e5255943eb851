package dev.intalgo.operator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A server with OpenAI's API that gives recorded answers, the last one again and again. */
public final class FakeLlm implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Deque<Response> responses = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    public final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    public final List<String> authorizations = new CopyOnWriteArrayList<>();

    record Response(int status, Map<String, String> headers, String body, boolean never) {}

    public FakeLlm() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    LlmSettings settings() {
        return new LlmSettings(endpoint(), "small-model", "sk-very-secret-key-123456", Duration.ofSeconds(20));
    }

    public FakeLlm status(int status, String body) {
        return status(status, Map.of(), body);
    }

    public FakeLlm status(int status, Map<String, String> headers, String body) {
        return add(new Response(status, headers, body, false));
    }

    public FakeLlm silence() {
        return add(new Response(200, Map.of(), "", true));
    }

    public FakeLlm content(String content) {
        return message(Map.of("role", "assistant", "content", content), "stop");
    }

    public FakeLlm message(Map<String, ?> message, String finish) {
        Map<String, Object> body = Map.of(
                "id",
                "c1",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "small-model-2026",
                "choices",
                List.of(Map.of("index", 0, "message", message, "finish_reason", finish)),
                "usage",
                Map.of("prompt_tokens", 1200, "completion_tokens", 34, "total_tokens", 1234));
        return status(200, JSON.valueToTree(body).toString());
    }

    private void handle(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        requests.add(JSON.readTree(exchange.getRequestBody()));
        Response response = next();
        if (response.never()) {
            await();
        }
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private synchronized FakeLlm add(Response response) {
        responses.add(response);
        return this;
    }

    /** Forgets the answers that were not given yet. */
    public synchronized FakeLlm forget() {
        responses.clear();
        return this;
    }

    private synchronized Response next() {
        return responses.size() > 1 ? responses.poll() : responses.peek();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
