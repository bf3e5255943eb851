package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What people are told of a project's models. */
@QuarkusTest
class ModelsIT extends ClusterTest {
    private PeopleClient models(String token) {
        return PeopleClient.of(this, "projects/%s/shop/models", token);
    }

    private JsonNode json(String path) {
        return models(ApiServer.shared().token()).got(path, JsonNode.class);
    }

    @Test
    void tellsOfModelsAndOfWhatARenameWouldChange() {
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
        assertThat(models(ApiServer.shared().token())
                        .get("/totals/rename?to=No")
                        .statusCode())
                .isEqualTo(422);
        assertThat(models(ApiServer.shared().token())
                        .get("/gone/rename?to=there")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsNobodyWhoMayNotSeeTheProject() {
        assertThat(models("none").get("").statusCode()).isEqualTo(401);
        var kubectl = ApiServer.shared();
        kubectl.kubectl("", "-n", shop.namespace, "create", "serviceaccount", "ann");
        var token = kubectl.kubectl("", "-n", shop.namespace, "create", "token", "ann")
                .text()
                .strip();
        assertThat(models(token).get("").statusCode()).isEqualTo(403);
        assertThat(models(ApiServer.shared().token()).get("").statusCode()).isEqualTo(404);
    }
}
