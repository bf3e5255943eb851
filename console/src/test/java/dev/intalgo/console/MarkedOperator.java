package dev.intalgo.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stands for the operator. It answers whatever the console asks of it, as the console's own interfaces have it, and every
 * string in that is {@link #text}.
 */
public class MarkedOperator implements QuarkusTestResourceLifecycleManager {
    private static final java.nio.file.Path INTERFACES =
            java.nio.file.Path.of("target/classes/dev/intalgo/console/operator");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 8;

    static volatile String text = "";

    private final List<Endpoint> endpoints = new ArrayList<>();
    private HttpServer server;

    private record Endpoint(String pattern, Type answer) {}

    @Override
    public Map<String, String> start() {
        try (var files = Files.list(INTERFACES)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Api.class"))
                    .map(name -> "dev.intalgo.console.operator." + name.replace(".class", ""))
                    .flatMap(name -> Stream.of(named(name).getMethods()))
                    .map(MarkedOperator::endpoint)
                    .forEach(endpoints::add);
            // That with the most of its path written out goes first.
            endpoints.sort(Comparator.comparing((Endpoint endpoint) ->
                            endpoint.pattern().replace("[^/]+", "").length())
                    .reversed());
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        return Map.of(
                "quarkus.rest-client.operator.url",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Endpoint endpoint(Method method) {
        var path = Stream.of(method.getDeclaringClass().getAnnotation(Path.class), method.getAnnotation(Path.class))
                .flatMap(part -> Optional.ofNullable(part).stream())
                .map(Path::value)
                .reduce("", (whole, part) -> whole + "/" + part);
        return new Endpoint(path.replaceAll("/+", "/").replaceAll("\\{[^}]*}", "[^/]+"), method.getGenericReturnType());
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath();
        var found = endpoints.stream()
                .filter(endpoint -> path.matches(endpoint.pattern()))
                .findFirst();
        exchange.getRequestBody().readAllBytes();
        var body = found.map(endpoint -> value(endpoint.answer(), 0).toString())
                .orElse("")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(found.isPresent() ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static JsonNode value(Type type, int depth) {
        if (type instanceof ParameterizedType generic) {
            var of = generic.getActualTypeArguments();
            return switch (generic.getRawType().getTypeName()) {
                case "java.util.List", "java.util.Set" ->
                    depth > DEEPEST ? JSON.arrayNode() : JSON.arrayNode().add(value(of[0], depth + 1));
                case "java.util.Map" ->
                    depth > DEEPEST ? JSON.objectNode() : JSON.objectNode().set(text, value(of[1], depth + 1));
                default -> throw new IllegalStateException("what is a " + type);
            };
        }
        return one((Class<?>) type, depth);
    }

    private static JsonNode one(Class<?> type, int depth) {
        if (type.isRecord()) {
            var object = JSON.objectNode();
            for (var part : type.getRecordComponents()) {
                object.set(part.getName(), depth > DEEPEST ? null : value(part.getGenericType(), depth + 1));
            }
            return object;
        }
        if (type.isEnum()) {
            return JSON.textNode(((Enum<?>) type.getEnumConstants()[0]).name());
        }
        return switch (type.getName()) {
            case "java.lang.String" -> JSON.textNode(text);
            case "int", "long", "java.lang.Integer", "java.lang.Long" -> JSON.numberNode(1);
            case "double", "java.lang.Double" -> JSON.numberNode(0.5);
            case "boolean", "java.lang.Boolean" -> JSON.booleanNode(true);
            case "java.time.Instant" -> JSON.textNode("2026-01-01T00:00:00Z");
            default -> JSON.objectNode();
        };
    }
}
