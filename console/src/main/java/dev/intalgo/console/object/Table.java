package dev.intalgo.console.object;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * The objects of a kind in a namespace with what {@code kubectl get} shows of each: a small part of the objects
 * themselves, so that thousands come at once.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables">Receiving
 *     resources as Tables</a>
 */
public record Table(List<Row> rows) {
    private static final String ACCEPT = "application/json;as=Table;g=meta.k8s.io;v=v1";

    /** One object's columns, by their names. */
    public record Row(Map<String, String> cells) {
        public String name() {
            return cells.getOrDefault("Name", "");
        }

        public String ready() {
            return cells.getOrDefault("Ready", "");
        }

        public String reason() {
            return cells.getOrDefault("Reason", "");
        }

        public String message() {
            return cells.getOrDefault("Message", "");
        }

        public String text() {
            return cells.getOrDefault("Text", "");
        }

        /** The value in a column, or empty. */
        public String cell(String column) {
            return cells.getOrDefault(column, "");
        }

        private boolean has(String word) {
            return Stream.of(name(), text(), reason(), message())
                    .anyMatch(cell -> cell.toLowerCase(Locale.ROOT).contains(word));
        }
    }

    /** @throws KubernetesClientException the API server refused, or could not be reached */
    public static Table of(KubernetesClient client, Kind kind, String namespace) {
        var uri = "%sapis/%s/%s/namespaces/%s/%s?includeObject=None"
                .formatted(client.getMasterUrl(), Api.GROUP, Api.VERSION, namespace, kind.plural());
        var request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(uri))
                .header("Accept", ACCEPT)
                .build();
        try {
            var answer = client.getHttpClient().sendAsync(request, String.class).join();
            var json = Serialization.jsonMapper().readTree(answer.body());
            if (!answer.isSuccessful()) {
                throw refused(answer, json);
            }
            return of(json);
        } catch (JsonProcessingException e) {
            throw new KubernetesClientException("The API server's answer is no JSON", e);
        } catch (CompletionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        }
    }

    private static KubernetesClientException refused(HttpResponse<String> answer, JsonNode json) {
        return new KubernetesClientException(
                json.path("message").asText(),
                answer.code(),
                Serialization.jsonMapper().convertValue(json, Status.class));
    }

    static Table of(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("columnDefinitions")
                .forEach(column -> names.add(column.path("name").asText()));
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : json.path("rows")) {
            Map<String, String> cells = new HashMap<>();
            for (int at = 0; at < names.size(); at++) {
                cells.put(names.get(at), row.path("cells").path(at).asText(""));
            }
            rows.add(new Row(cells));
        }
        return new Table(rows);
    }

    /** Those that have all of these words in what is shown of them, and are in this state where one is given. */
    public List<Row> matching(String words, String ready) {
        var wanted = Stream.of(words.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        return rows.stream()
                .filter(row -> ready.isEmpty() || row.ready().equals(ready))
                .filter(row -> wanted.stream().allMatch(row::has))
                .toList();
    }
}
