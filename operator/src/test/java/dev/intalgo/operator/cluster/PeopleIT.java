package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people say of questions and answers, and what becomes of it. */
@QuarkusTest
class PeopleIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final String OTHERS = "SELECT id, customer_id AS total FROM sales.orders WHERE id > 0";

    private String asked(int index) {
        return llm.requests.get(index).at("/messages").toString();
    }

    @Test
    void answersWhatTheLlmAskedBack() {
        llm.content(
                        "{\"outcome\": \"clarify\", \"clarification\": \"Gross or net?\", \"choices\": [\"gross\", \"net\"]}")
                .content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        assertThat(shop.notReady(Question.class, "totals", "NeedsClarification"))
                .contains("Gross or net?", "spec.clarifications");
        shop.question("totals", "mode: Model", "clarifications: [{question: 'Gross or net?', answer: net}]");
        shop.ready(Question.class, "totals");
        assertThat(asked(1)).contains("You asked: Gross or net?", "The answer: net");
        assertThat(shop.repository().file("models/totals.yml")).contains("question: Gross or net?", "answer: net");
    }

    @Test
    void learnsFromAnAnswerThatAPersonConfirmed() {
        llm.content(answer(ORDERS)).content(answer(OTHERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        var answered = shop.ready(Question.class, "totals").getStatus();
        assertThat(shop.repository().file("models/totals.yml")).doesNotContain("confirmed");
        shop.annotate(Question.class, "totals", "intalgo.dev/confirmed", answered.sqlHash());
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(Workspace.condition(q, "Answered").getReason()).isEqualTo("Confirmed"));
        assertThat(shop.repository().file("models/totals.yml")).contains("confirmed: true");
        assertThat(shop.repository().file("models/totals.sql")).contains("customer_id AS total");
        shop.question("more-totals", "mode: Model", "text: 'What more of totals?'");
        shop.ready(Question.class, "more-totals");
        assertThat(asked(0)).doesNotContain("<example>");
        assertThat(asked(1))
                .contains("<example>", "What of totals?", "SELECT id, customer_id AS total FROM sales.orders");
        assertThat(llm.requests).hasSize(2);
    }

    @Test
    void warnsWhereTheConfirmedSqlIsAnother() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        shop.annotate(Question.class, "totals", "intalgo.dev/confirmed", "0123456789abcdef");
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(q.getStatus().warnings())
                        .singleElement()
                        .asString()
                        .contains("intalgo.dev/confirmed", "status.sqlHash"));
        assertThat(shop.repository().file("models/totals.yml")).doesNotContain("confirmed");
    }

    @Test
    void correctsWhatAPersonRejected() {
        llm.content(answer(ORDERS)).content(answer(OTHERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        var first = shop.ready(Question.class, "totals").getStatus();
        shop.annotate(
                Question.class, "totals", "intalgo.dev/rejected", first.sqlHash() + " Leave out the first order.");
        var second = shop.until(Question.class, "totals", q -> {
                    assertThat(q.getStatus().sql()).contains("id > 0");
                    assertThat(q.getStatus().isTrue("Ready")).isTrue();
                })
                .getStatus();
        assertThat(asked(1)).contains(ORDERS, "A person rejected it: Leave out the first order.");
        assertThat(second.sqlHash()).isNotEqualTo(first.sqlHash());
        shop.touch();
        shop.staysSo(() -> assertThat(llm.requests).hasSize(2));
    }

    @Test
    void keepsARejectedAnswerWhereThereIsNoBetterOne() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        var first = shop.ready(Question.class, "totals").getStatus();
        var files = shop.repository().files();
        shop.annotate(Question.class, "totals", "intalgo.dev/rejected", first.sqlHash() + " No.");
        assertThat(shop.notReady(Question.class, "totals", "Rejected")).contains("the same SQL again");
        assertThat(shop.repository().files()).isEqualTo(files);
        assertThat(llm.requests).hasSize(2);
        assertThat(List.of(asked(1))).first().asString().contains("A person rejected it: No.");
    }
}
