package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What the operator tells people of an answer besides its Question. */
@QuarkusTest
class AskedByPeopleIT extends ClusterTest {
    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(String token, String path) throws Exception {
        var request = HttpRequest.newBuilder(operator.resolve("/people/v1/" + path.formatted(shop.namespace)))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private JsonNode read(String path) throws Exception {
        var answer = get(ApiServer.shared().token(), path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Pods.JSON.readTree(answer.body());
    }

    @Test
    void tellsTheHistoryOfAnAnswerAndItsPlainSql() throws Exception {
        llm.content(answer("SELECT id, customer_id AS total FROM sales.orders"));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.question("totals", "mode: Model", "name: sums");
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().path()).isEqualTo("models/sums.sql"));

        var history = read("projects/%s/shop/history?path=models/sums.sql");
        assertThat(history).hasSize(2);
        assertThat(history.path(0).path("subject").asText()).startsWith("Rename");
        assertThat(history.path(1).path("subject").asText()).isEqualTo("Answer totals");
        assertThat(history.path(1).path("diff").asText()).contains("+SELECT id");
        assertThat(read("questions/%s/totals/sql").path("sql").asText())
                .isEqualTo("SELECT id, customer_id AS total FROM sales.orders");
    }

    @Test
    void tellsNothingToWhoeverMayNotSeeIt() throws Exception {
        assertThat(get("no-token", "projects/%s/shop/history?path=models/a.sql").statusCode())
                .isEqualTo(401);
        assertThat(get("no-token", "questions/%s/totals/sql").statusCode()).isEqualTo(401);
        var admin = ApiServer.shared().token();
        assertThat(get(admin, "projects/%s/shop/history?path=models/a.sql").statusCode())
                .isEqualTo(404);
        assertThat(get(admin, "projects/%s/shop/history?path=profiles.yml").statusCode())
                .isEqualTo(422);
        assertThat(get(admin, "questions/%s/totals/sql").statusCode()).isEqualTo(404);
    }
}
