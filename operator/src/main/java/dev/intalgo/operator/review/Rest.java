package dev.intalgo.operator.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.HttpProxy;
import dev.intalgo.operator.git.TrustedCertificates;
import dev.intalgo.operator.review.ReviewException.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One server's JSON API over HTTP. It follows no redirects: the token is for the server that was named. */
final class Rest {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LIMITED = Duration.ofMinutes(1);
    private static final Duration LONGEST_LIMITED = Duration.ofHours(1);
    private static final int LONGEST_REMARK = 500;
    private static final int MOST_PAGES = 50;

    private final URI base;
    private final Access access;
    private final Map<String, String> headers;
    private final HttpClient client;
    private volatile Instant notBefore = Instant.MIN;

    Rest(String base, Access access, Map<String, String> headers) throws ReviewException {
        this.base = URI.create(base.replaceAll("/+$", ""));
        this.access = access;
        this.headers = headers;
        this.client = client(access);
    }

    private static HttpClient client(Access access) throws ReviewException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIMEOUT);
        try {
            if (access.caPem().isPresent()) {
                builder.sslContext(TrustedCertificates.of(access.caPem().get()).context());
            }
        } catch (GitException e) {
            throw new ReviewException(Reason.ReviewUnreachable, e.getMessage(), null, e);
        }
        access.proxy()
                .ifPresent(proxy -> builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port()))));
        return builder.build();
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A part of a path or of a query. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) throws ReviewException {
        return send("GET", path, null);
    }

    /** As {@link #get}; empty where the server has no such thing, or does not show it. */
    Optional<JsonNode> find(String path) throws ReviewException {
        HttpResponse<String> response = exchange("GET", path, null);
        return response.statusCode() == 404 || response.statusCode() == 403 && !limited(response)
                ? Optional.empty()
                : Optional.of(read("GET", path, response));
    }

    /**
     * All entries of a list that comes in pages.
     *
     * @param page the path of each page, from 1
     * @param size how many entries a page has unless it is the last
     */
    List<JsonNode> pages(Function<Integer, String> page, int size) throws ReviewException {
        List<JsonNode> all = new ArrayList<>();
        for (int number = 1; number <= MOST_PAGES; number++) {
            JsonNode entries = get(page.apply(number));
            entries.forEach(all::add);
            if (entries.size() < size) {
                break;
            }
        }
        return all;
    }

    /** All entries of a list whose pages name the next one. */
    List<JsonNode> chain(String first, String entries, Function<JsonNode, String> next) throws ReviewException {
        List<JsonNode> all = new ArrayList<>();
        String path = first;
        for (int number = 1; path != null && number <= MOST_PAGES; number++) {
            JsonNode page = get(path);
            page.path(entries).forEach(all::add);
            path = next.apply(page);
        }
        return all;
    }

    /** @param path from the API's URL on, or a URL below it that the server gave */
    JsonNode send(String method, String path, JsonNode body) throws ReviewException {
        return read(method, path, exchange(method, path, body));
    }

    private HttpResponse<String> exchange(String method, String path, JsonNode body) throws ReviewException {
        Duration wait = Duration.between(Instant.now(), notBefore);
        if (wait.isPositive()) {
            throw limited(wait);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("User-Agent", "intalgo");
        headers.forEach(request::setHeader);
        access.proxy()
                .flatMap(HttpProxy::credentials)
                .ifPresent(user -> request.header("Proxy-Authorization", basic(user.username(), user.password())));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ReviewException(
                    Reason.ReviewUnreachable,
                    base.getHost() + " does not answer (" + harmless(String.valueOf(e)) + "): correct"
                            + " spec.repository.remote.pullRequests.apiUrl, or try later",
                    null,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReviewException(Reason.ReviewUnreachable, "the operator is stopping", null, e);
        }
    }

    private URI url(String path) throws ReviewException {
        if (!path.startsWith("http:") && !path.startsWith("https:")) {
            return URI.create(base + path);
        }
        if (!path.startsWith(base.getScheme() + "://" + base.getAuthority() + "/")) {
            throw new ReviewException(
                    Reason.ReviewUnreachable, base.getHost() + " named another server for its next page");
        }
        return URI.create(path);
    }

    private JsonNode read(String method, String path, HttpResponse<String> response) throws ReviewException {
        int status = response.statusCode();
        if (limited(response)) {
            Duration wait = retryAfter(response);
            notBefore = Instant.now().plus(wait);
            throw limited(wait);
        }
        if (status >= 200 && status < 300) {
            return parsed(response.body());
        }
        String what = method + " " + path.replaceAll("\\?.*", "");
        String words = words(response.body());
        throw switch (status) {
            case 401, 403 ->
                new ReviewException(
                        Reason.ReviewUnauthorized,
                        base.getHost() + " does not let this token " + what + " (HTTP " + status + words
                                + "): give spec.repository.remote.pullRequests.token the rights that docs/review.md lists");
            case 404 ->
                new ReviewException(
                        Reason.ReviewUnauthorized,
                        base.getHost() + " has no " + what + ", or this token may not see it" + words
                                + ": correct spec.repository.remote.url, pullRequests.provider or the token");
            case 400, 405, 409, 410, 413, 415, 422 ->
                new ReviewException(
                        Reason.ReviewRefused, base.getHost() + " refused " + what + " (HTTP " + status + words + ")");
            default ->
                new ReviewException(
                        Reason.ReviewUnreachable,
                        base.getHost() + " answered " + what + " with HTTP " + status + words + ": correct"
                                + " spec.repository.remote.pullRequests, or try later");
        };
    }

    private JsonNode parsed(String body) throws ReviewException {
        try {
            return body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ReviewException(
                    Reason.ReviewUnreachable,
                    base.getHost() + " did not answer in JSON: correct spec.repository.remote.pullRequests.apiUrl",
                    null,
                    e);
        }
    }

    private static boolean limited(HttpResponse<?> response) {
        boolean used = response.headers()
                .firstValue("X-RateLimit-Remaining")
                .filter("0"::equals)
                .isPresent();
        return response.statusCode() == 429
                || response.statusCode() == 403
                        && (used || response.headers().firstValue("Retry-After").isPresent());
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        Optional<Duration> given = response.headers()
                .firstValue("Retry-After")
                .flatMap(Rest::seconds)
                .map(Duration::ofSeconds)
                .or(() -> response.headers()
                        .firstValue("X-RateLimit-Reset")
                        .flatMap(Rest::seconds)
                        .map(at -> Duration.between(Instant.now(), Instant.ofEpochSecond(at))));
        Duration wait = given.filter(Duration::isPositive).orElse(LIMITED);
        return wait.compareTo(LONGEST_LIMITED) > 0 ? LONGEST_LIMITED : wait;
    }

    private static Optional<Long> seconds(String header) {
        return header.matches("\\d{1,12}") ? Optional.of(Long.valueOf(header)) : Optional.empty();
    }

    private ReviewException limited(Duration wait) {
        return new ReviewException(
                Reason.ReviewLimited,
                base.getHost() + " wants fewer requests: it is asked again in " + Math.max(1, wait.toMinutes())
                        + " min",
                wait,
                null);
    }

    private String words(String body) {
        String said = body;
        try {
            JsonNode json = JSON.readTree(body);
            List<String> found = new ArrayList<>();
            for (String key : List.of("message", "error", "error_description", "errors", "typeKey")) {
                JsonNode value = json.path(key);
                if (!value.isMissingNode() && !value.isNull()) {
                    found.add(value.isTextual() ? value.asText() : value.toString());
                }
            }
            said = found.isEmpty() ? body : String.join("; ", found);
        } catch (JsonProcessingException e) {
            said = body.startsWith("<") ? "" : body; // A page for people.
        }
        return said == null || said.isBlank() ? "" : "; it said: " + harmless(said.strip());
    }

    /** A remark of the server, short, on one line and without what we signed in with. */
    private String harmless(String remark) {
        String text = remark.replaceAll("[\\p{Cntrl}\\s]+", " ");
        for (String secret : access.token().split(":")) {
            text = secret.isEmpty() ? text : text.replace(secret, "***");
        }
        return text.length() <= LONGEST_REMARK ? text : text.substring(0, LONGEST_REMARK) + "…";
    }
}
