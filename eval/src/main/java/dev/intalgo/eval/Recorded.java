package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.intalgo.operator.answer.LlmSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An endpoint with OpenAI's API that says what it is told to. */
final class Recorded implements AutoCloseable {
    private final HttpServer server;
    private final Function<JsonNode, String> answer;

    /** @param answer the content of the answer to a request */
    Recorded(Function<JsonNode, String> answer) throws IOException {
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    /** @param model told to the endpoint, to know what is asked */
    LlmSettings settings(String model) {
        return new LlmSettings(endpoint(), model, null, Duration.ofSeconds(60));
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** A reply with SQL. */
    static String sql(String sql) {
        return Worker.JSON
                .valueToTree(Map.of("outcome", "answer", "sql", sql, "description", "Recorded."))
                .toString();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String content = answer.apply(Worker.JSON.readTree(exchange.getRequestBody()));
        // Always the same but for the content, so that the same answer is the same draft.
        byte[] body = Worker.JSON.writeValueAsBytes(Map.of(
                "id",
                "recorded",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "recorded",
                "choices",
                List.of(Map.of(
                        "index",
                        0,
                        "message",
                        Map.of("role", "assistant", "content", content),
                        "finish_reason",
                        "stop")),
                "usage",
                Map.of("prompt_tokens", 0, "completion_tokens", 0, "total_tokens", 0)));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
