package dev.intalgo.operator.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A server that knows what requests its API's published description allows, from the file that names its version, and
 * gives the answers that it was told.
 */
final class ContractServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was asked: the method and the path without its query. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    /** What the description does not allow. */
    final List<String> violations = new CopyOnWriteArrayList<>();

    private final Optional<JsonNode> description;
    private final HttpServer server;
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    private record Answer(int status, Map<String, String> headers, String body) {}

    /** @param description the name of a file in {@code openapi/}; null for a server that allows all */
    ContractServer(String description) throws IOException {
        this.description = description == null ? Optional.empty() : Optional.of(read(description));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = ContractServer.class.getResourceAsStream("/openapi/" + name + ".json")) {
            return JSON.readTree(in);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The answer to a method and a path, which may end in a query. */
    ContractServer on(String request, String body) {
        return on(request, 200, Map.of(), body);
    }

    ContractServer on(String request, int status, Map<String, String> headers, String body) {
        answers.put(request, new Answer(status, headers, body));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String request = exchange.getRequestMethod() + " " + path;
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(request);
        JsonNode body = sent.isEmpty() ? null : JSON.readTree(sent);
        if (body != null) {
            bodies.add(body);
        }
        description.ifPresent(d -> check(d, request, path, query, body));
        Answer answer = Stream.of(request + "?" + query, request)
                .filter(answers::containsKey)
                .findFirst()
                .map(answers::get)
                .orElse(new Answer(404, Map.of(), "{\"message\": \"no answer to " + request + "\"}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void check(JsonNode described, String request, String path, String query, JsonNode body) {
        Optional<JsonNode> operation = StreamSupport.stream(
                        described.path("operations").spliterator(), false)
                .filter(o -> request.matches(o.path("method").asText() + " (?i:"
                        + o.path("path").asText().replaceAll("\\{[^}]*}", "[^/]+") + ")"))
                .findFirst();
        if (operation.isEmpty()) {
            violations.add("no operation " + request);
            return;
        }
        Map<String, JsonNode> parameters = new TreeMap<>();
        operation.get().path("query").forEach(p -> parameters.put(p.path("name").asText(), p.path("schema")));
        described.path("everywhere").forEach(name -> parameters.putIfAbsent(name.asText(), JSON.createObjectNode()));
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String name = URLDecoder.decode(pair.substring(0, pair.indexOf('=')), StandardCharsets.UTF_8);
            String value = URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8);
            if (!parameters.containsKey(name)) {
                violations.add(request + " has no parameter " + name);
            } else if (parameters.get(name).has("enum")
                    && StreamSupport.stream(parameters.get(name).path("enum").spliterator(), false)
                            .noneMatch(allowed -> allowed.asText().equals(value))) {
                violations.add(request + ": " + name + " cannot be " + value);
            }
        }
        if (body != null && operation.get().hasNonNull("body")) {
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                    .getSchema(operation.get().path("body"))
                    .validate(body)
                    .forEach(problem -> violations.add(request + ": " + problem.getMessage()));
        } else if (body != null) {
            violations.add(request + " has no body");
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
