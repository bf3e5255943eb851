package dev.intalgo.operator.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What GitHub documents of its API for Apps: one App, number 12345, that is installed on {@code team/shop} as number
 * 777.
 */
final class GithubServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile int failWith;

    private final HttpsServer server;
    private final PublicKey app;
    private final Clock clock;
    private int issued;

    private GithubServer(HttpsServer server, PublicKey app, Clock clock) {
        this.server = server;
        this.app = app;
        this.clock = clock;
    }

    static GithubServer start(TestCertificate certificate, PublicKey app, Clock clock)
            throws IOException, GeneralSecurityException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        GithubServer started = new GithubServer(server, app, clock);
        server.createContext("/", started::handle);
        server.start();
        return started;
    }

    String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(request);
        if (failWith > 0) {
            answer(exchange, failWith, "<html>nothing to see</html>");
        } else if (!authentic(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"message\": \"A JSON web token could not be decoded\"}");
        } else if (request.equals("GET /repos/team/shop/installation")) {
            answer(exchange, 200, "{\"id\": 777, \"app_id\": 12345, \"target_type\": \"Organization\"}");
        } else if (request.equals("POST /app/installations/777/access_tokens")) {
            boolean asDocumented =
                    JSON.readTree(body).path("repositories").path(0).asText().equals("shop")
                            && "application/vnd.github+json"
                                    .equals(exchange.getRequestHeaders().getFirst("Accept"));
            answer(exchange, asDocumented ? 201 : 422, """
                    {"token": "ghs_%d", "expires_at": "%s", "permissions": {"contents": "write"}}
                    """.formatted(
                            ++issued, clock.instant().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
        } else {
            answer(exchange, 404, "{\"message\": \"Not Found\"}");
        }
    }

    /** As the documents say: signed by the App's key, issued in the past by the App, for ten minutes at most. */
    private boolean authentic(String authorization) throws IOException {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        String[] parts = authorization.substring("Bearer ".length()).split("\\.");
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        Instant now = clock.instant();
        Instant issuedAt = Instant.ofEpochSecond(claims.path("iat").asLong());
        Instant expires = Instant.ofEpochSecond(claims.path("exp").asLong());
        return header.path("alg").asText().equals("RS256")
                && claims.path("iss").asText().equals("12345")
                && issuedAt.isBefore(now)
                && expires.isAfter(now)
                && !expires.isAfter(now.plus(Duration.ofMinutes(10)))
                && signed(parts[0] + "." + parts[1], parts[2]);
    }

    private boolean signed(String text, String signature) {
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(app);
            check.update(text.getBytes(StandardCharsets.US_ASCII));
            return check.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
