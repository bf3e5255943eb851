package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What people are told of a project's models. */
@QuarkusTest
class ModelsIT extends ClusterTest {
    private HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        operator.resolve("/people/v1/projects/%s/shop/models%s".formatted(shop.namespace, path)))
                .header("Authorization", "Bearer " + token)
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        var answer = get(ApiServer.shared().token(), path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Pods.JSON.readTree(answer.body());
    }

    @Test
    void tellsOfModelsAndOfWhatARenameWouldChange() throws Exception {
        shop.project(llm());
        shop.model("totals", "SELECT id, customer_id AS total FROM sales.orders");
        shop.ready(Question.class, "totals");
        shop.model("sums", "SELECT sum(total) AS sum FROM totals");
        shop.ready(Question.class, "sums");

        var models = json("").path("models");
        assertThat(models).extracting(model -> model.path("name").asText()).containsExactly("sums", "totals");
        assertThat(models.path(0).path("reads")).extracting(JsonNode::asText).containsExactly("ref.totals");
        assertThat(models.path(1).path("question").asText()).isEqualTo("totals");
        assertThat(json("/totals/text").path("text").asText()).contains("customer_id AS total");

        var rename = json("/totals/rename?to=order_totals");
        assertThat(rename.path("changes"))
                .extracting(change -> change.path("after").asText())
                .contains("models/order_totals.sql", "models/sums.sql");
        assertThat(json("/totals/rename?to=sums").path("taken").asText()).isEqualTo("Question \"sums\"");
        assertThat(get(ApiServer.shared().token(), "/totals/rename?to=No").statusCode())
                .isEqualTo(422);
        assertThat(get(ApiServer.shared().token(), "/gone/rename?to=there").statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsNobodyWhoMayNotSeeTheProject() throws Exception {
        assertThat(get("none", "").statusCode()).isEqualTo(401);
        var kubectl = ApiServer.shared();
        kubectl.kubectl("", "-n", shop.namespace, "create", "serviceaccount", "ann");
        var token = kubectl.kubectl("", "-n", shop.namespace, "create", "token", "ann")
                .text()
                .strip();
        assertThat(get(token, "").statusCode()).isEqualTo(403);
        assertThat(get(ApiServer.shared().token(), "").statusCode()).isEqualTo(404);
    }
}
