package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Somebody who asks the operator about something, and says something of it.
 *
 * @param about the URL of what
 */
record PeopleClient(URI about, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param path with a place for the namespace */
    static PeopleClient of(ClusterTest test, String path, String token) {
        return new PeopleClient(test.operator.resolve("/people/v1/" + path.formatted(test.shop.namespace)), token);
    }

    HttpResponse<String> get(String path) {
        return send(at(path));
    }

    <T> T got(String path, Class<T> as) {
        return read(get(path), as);
    }

    HttpResponse<String> post(String path, Object body) {
        return send(at(path).POST(HttpRequest.BodyPublishers.ofString(
                JSON.valueToTree(body).toString())));
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(about + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    request.header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(HttpResponse<String> answer, Class<T> as) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readValue(answer.body(), as);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
