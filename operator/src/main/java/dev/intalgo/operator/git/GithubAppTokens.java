package dev.intalgo.operator.git;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.intalgo.operator.git.GitException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Access tokens of GitHub Apps, each for one repository and an hour. */
@ApplicationScoped
public class GithubAppTokens {
    /** How long before its end a token is not given out any more: a clone takes a while. */
    private static final Duration SPARE = Duration.ofMinutes(10);

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int MOST_TOKENS = 1_000;
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final Cache<Key, Token> tokens;

    @Inject
    GithubAppTokens() {
        this(Clock.systemUTC());
    }

    GithubAppTokens(Clock clock) {
        this.clock = clock;
        this.tokens = Caffeine.newBuilder()
                .maximumSize(MOST_TOKENS)
                .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
                .expireAfter(Expiry.<Key, Token>creating((key, token) ->
                        Duration.between(clock.instant(), token.expiresAt()).minus(SPARE)))
                .build();
    }

    private record Key(String url, Credentials.GithubApp app) {}

    private record Token(String value, Instant expiresAt) {}

    /** An HTTP answer. */
    private record Answer(int status, JsonNode body) {
        String message() {
            return body.path("message").asText("").replaceAll("\\p{Cntrl}", " ");
        }
    }

    /**
     * A token by which the App may do on a repository what its installation may: the password of Git, and a bearer token
     * of the API.
     *
     * @throws GitException {@code InvalidKey}, {@code AuthenticationFailed} or {@code RepositoryUnreachable}
     */
    public String token(Location.Remote remote, Credentials.GithubApp app) throws GitException {
        Key key = new Key(remote.url(), app);
        Token known = tokens.getIfPresent(key);
        if (known == null) {
            known = fetched(remote, app);
            tokens.put(key, known);
        }
        return known.value();
    }

    /** Has the next call get another token: the server refused this one. */
    void forget(Location.Remote remote, Credentials.GithubApp app) {
        tokens.invalidate(new Key(remote.url(), app));
    }

    private Token fetched(Location.Remote remote, Credentials.GithubApp app) throws GitException {
        RemoteUrl url = RemoteUrl.of(remote.url());
        String[] names = url.repository().split("/");
        if (names.length != 2) {
            throw new GitException(
                    Reason.UnsupportedUrl,
                    "a GitHub App is for repositories at https://HOST/OWNER/NAME, not " + url + ": correct the URL");
        }
        String api = app.apiUrl().orElseGet(() -> apiUrl(url)).replaceAll("/+$", "");
        Api call = new Api(HttpConnections.to(remote), api, GithubAppJwt.of(app, clock.instant()));
        long installation = app.installationId().isPresent()
                ? app.installationId().get()
                : call.get("/repos/" + names[0] + "/" + names[1] + "/installation", url)
                        .path("id")
                        .asLong();
        JsonNode body = call.post(
                "/app/installations/" + installation + "/access_tokens",
                Map.of("repositories", List.of(names[1])),
                url);
        try {
            return new Token(
                    body.required("token").asText(),
                    Instant.parse(body.required("expires_at").asText()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new GitException(
                    Reason.RepositoryUnreachable,
                    api + " did not answer as GitHub's API does: correct"
                            + " spec.repository.remote.credentials.githubApp.apiUrl",
                    e);
        }
    }

    private static String apiUrl(RemoteUrl url) {
        String host = url.uri().getPort() <= 0
                ? url.host()
                : url.host() + ":" + url.uri().getPort();
        return host.equalsIgnoreCase("github.com") ? "https://api.github.com" : "https://" + host + "/api/v3";
    }

    /** GitHub's API, as the App. */
    private record Api(HttpConnections connections, String url, String jwt) {
        JsonNode get(String path, RemoteUrl repository) throws GitException {
            return body(call("GET", path, null), repository);
        }

        JsonNode post(String path, Object body, RemoteUrl repository) throws GitException {
            try {
                return body(call("POST", path, JSON.writeValueAsBytes(body)), repository);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        private Answer call(String method, String path, byte[] body) throws GitException {
            try {
                HttpURLConnection connection =
                        connections.open(URI.create(url + path).toURL());
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setInstanceFollowRedirects(false);
                connection.setRequestMethod(method);
                connection.setRequestProperty("Authorization", "Bearer " + jwt);
                connection.setRequestProperty("Accept", "application/vnd.github+json");
                connection.setRequestProperty("X-GitHub-Api-Version", "2022-11-28");
                if (body != null) {
                    connection.setRequestProperty("Content-Type", "application/json");
                    connection.setDoOutput(true);
                    connection.getOutputStream().write(body);
                }
                return answer(connection);
            } catch (IOException | IllegalArgumentException e) {
                throw new GitException(
                        Reason.RepositoryUnreachable,
                        url + " does not answer (" + Server.rootCause(e) + "): correct"
                                + " spec.repository.remote.credentials.githubApp.apiUrl, or try later",
                        e);
            }
        }

        private static Answer answer(HttpURLConnection connection) throws IOException {
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] content = in == null ? new byte[0] : in.readNBytes(LONGEST_ANSWER);
                try {
                    JsonNode body = JSON.readTree(new String(content, StandardCharsets.UTF_8));
                    return new Answer(status, body);
                } catch (JsonProcessingException e) {
                    return new Answer(status, JSON.missingNode()); // A page of some proxy.
                }
            }
        }

        private JsonNode body(Answer answer, RemoteUrl repository) throws GitException {
            String said = answer.message().isEmpty() ? "" : " (" + answer.message() + ")";
            return switch (answer.status()) {
                case 200, 201 -> answer.body();
                case 401 ->
                    throw new GitException(
                            Reason.AuthenticationFailed,
                            url + " refused the GitHub App" + said + ": see that appId and privateKey in"
                                    + " spec.repository.remote.credentials.githubApp are of the same App");
                case 403, 404, 422 ->
                    throw new GitException(
                            Reason.AuthenticationFailed,
                            "the GitHub App is not installed on " + repository.repository() + said
                                    + ": install it there, or correct installationId");
                default ->
                    throw new GitException(
                            Reason.RepositoryUnreachable,
                            url + " answered HTTP " + answer.status() + said + ": correct"
                                    + " spec.repository.remote.credentials.githubApp.apiUrl, or try later");
            };
        }
    }
}
