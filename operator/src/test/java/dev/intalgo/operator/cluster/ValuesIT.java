package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.job.Tasks;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Values of columns, which an LLM sees only where the project says so. */
@QuarkusTest
class ValuesIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    private void share(boolean sampleValues) {
        shop.project("%s\n  sharing: {sampleValues: %s}".formatted(llm(), sampleValues));
    }

    private String asked() {
        return llm.requests.getLast().at("/messages").toString();
    }

    @Test
    void readsThemOnceForAllQuestionsAndKeepsThemInNoObject() {
        llm.content(answer(ORDERS));
        shop.pods.on("values", Outcomes.values("sales.orders", "status", "PAID", "OPEN"));
        share(true);
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        assertThat(asked()).contains("{'PAID', 'OPEN'}");
        shop.question("more-totals", "mode: Model", "text: 'What more of totals?'");
        shop.ready(Question.class, "more-totals");
        assertThat(asked()).contains("What more of totals?", "{'PAID', 'OPEN'}");

        assertThat(shop.pods.done("values")).singleElement().satisfies(task -> {
            assertThat(task.toString()).contains("\"userName\"", "\"status\"");
            assertThat(task.toString()).doesNotContain("\"price\"", "\"placed\"", "\"tags\"", "\"ref\"");
            assertThat(task.path("readOnly")).isNotEmpty();
        });
        assertThat(shop.client
                        .configMaps()
                        .inNamespace(shop.namespace)
                        .withLabel(Tasks.TASK, "values")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void saysThatTheyCannotBeReadAndTriesAgain() {
        llm.content(answer(ORDERS));
        shop.pods.on("values", Outcomes.fails("connect", "no route to host"));
        share(true);
        shop.question("totals", "mode: Model");
        assertThat(shop.notReady(Question.class, "totals", "ValuesNotRead"))
                .contains("spec.sharing.sampleValues", "no route to host");
        assertThat(llm.requests).isEmpty();
        shop.pods.on("values", Outcomes.values("sales.orders", "status", "PAID"));
        shop.touch();
        shop.ready(Question.class, "totals");
        assertThat(asked()).contains("{'PAID'}");
    }

    @Test
    void readsNoneWhereTheProjectDoesNotShareThem() {
        llm.content(answer(ORDERS));
        share(false);
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        assertThat(shop.pods.done("values")).isEmpty();
    }
}
