package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What the operator tells people of an answer besides its Question. */
@QuarkusTest
class AskedByPeopleIT extends ClusterTest {
    private HttpResponse<String> get(String token, String path) {
        return PeopleClient.of(this, path, token).get("");
    }

    private JsonNode read(String path) {
        return PeopleClient.of(this, path, ApiServer.shared().token()).got("", JsonNode.class);
    }

    @Test
    void tellsTheHistoryOfAnAnswerAndItsPlainSql() {
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
    void tellsNothingToWhoeverMayNotSeeIt() {
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
