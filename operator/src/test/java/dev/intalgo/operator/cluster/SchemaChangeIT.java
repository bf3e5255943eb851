package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Answers whose tables change. */
@QuarkusTest
class SchemaChangeIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final String CUSTOMERS = "SELECT id, email AS total FROM public.customers";

    /** The shop in which a column has another name. */
    private static JsonNode renamed(JsonNode task, String table, String from, String to) {
        ObjectNode result = (ObjectNode) Outcomes.catalog(task);
        for (JsonNode fields : result.findValues("fields")) {
            boolean itsOwn = result.path("records").findParents("fields").stream()
                    .anyMatch(parent -> parent.path("fields") == fields
                            && parent.path("schemaName").asText().endsWith(table));
            if (itsOwn && fields instanceof ArrayNode) {
                fields.forEach(field -> {
                    if (field.path("fieldPath").asText().equals(from)) {
                        ((ObjectNode) field).put("fieldPath", to);
                    }
                });
            }
        }
        return result;
    }

    private void crawl(String table, String from, String to) {
        shop.pods.on("ingest", task -> renamed(task, table, from, to));
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, from);
    }

    @Test
    void checksAnAnswerAnewBeforeAnybodyIsAsked() {
        llm.content(answer(ORDERS)).content(answer(CUSTOMERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.question("customers", "mode: Model");
        shop.ready(Question.class, "customers");
        var before = shop.repository().file("models/totals.yml");
        var validated = shop.pods.done("validate").size();
        crawl("sales.orders", "status", "state");
        shop.eventually(
                () -> assertThat(shop.repository().file("models/totals.yml")).isNotEqualTo(before));
        shop.ready(Question.class, "totals");
        shop.staysSo(() -> {
            assertThat(llm.requests).hasSize(2);
            assertThat(shop.pods.done("validate")).hasSize(validated + 1);
        });
        assertThat(shop.repository().file("models/totals.sql")).contains("customer_id AS total");
        assertThat(shop.get(Question.class, "totals").getStatus().usage().calls())
                .isEqualTo(1);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isStaleUntilTheAnswerIsKnownToHold() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        var held = new CountDownLatch(1);
        shop.pods.on("validate", task -> {
            awaited(held);
            return Outcomes.accepted(task);
        });
        crawl("sales.orders", "status", "state");
        var stale = shop.until(
                Question.class,
                "totals",
                q -> assertThat(q.getStatus().isTrue("Stale")).isTrue());
        assertThat(Workspace.condition(stale, "Stale").getReason()).isEqualTo("ColumnGone");
        assertThat(Workspace.condition(stale, "Stale").getMessage()).contains("sales.orders.status is gone");
        held.countDown();
        shop.until(Question.class, "totals", q -> {
            assertThat(q.getStatus().isTrue("Ready")).isTrue();
            assertThat(q.getStatus().condition("Stale")).isEmpty();
        });
        assertThat(llm.requests).hasSize(1);
    }

    @Test
    void asksAnewOnlyWhatHoldsNoMore() {
        llm.content(answer(ORDERS))
                .content(answer(CUSTOMERS))
                .content(answer("SELECT id, buyer AS total FROM sales.orders"));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.question("customers", "mode: Model");
        shop.ready(Question.class, "customers");
        crawl("sales.orders", "customer_id", "buyer");
        shop.until(Question.class, "totals", q -> {
            assertThat(q.getStatus().sql()).contains("buyer");
            assertThat(q.getStatus().isTrue("Ready")).isTrue();
        });
        assertThat(llm.requests).hasSize(3);
        assertThat(llm.requests.getLast().at("/messages").toString())
                .contains(ORDERS, "The tables have changed", "has a column customer_id");
    }

    @Test
    void checksWhatSomebodyEditedAnewToo() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        var theirs = shop.ready(Question.class, "totals").getStatus().sql() + " where id > 0";
        shop.repository().push("models/totals.sql", theirs + "\n");
        shop.until(
                Question.class, "totals", q -> assertThat(q.getStatus().sql()).isEqualTo(theirs));
        shop.ready(Question.class, "totals");
        shop.pods.on("validate", Outcomes.fails("explain", "no such column"));
        crawl("sales.orders", "customer_id", "buyer_id");
        assertThat(shop.notReady(Question.class, "totals", "EditRefused")).contains("no such column");
        var status = shop.get(Question.class, "totals").getStatus();
        assertThat(status.condition("Stale").orElseThrow().getReason()).isEqualTo("ColumnGone");
        assertThat(shop.repository().file("models/totals.sql")).isEqualTo(theirs + "\n");
        assertThat(llm.requests).hasSize(1);
    }
}
