package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SQL of answers that people edit in Git. */
@QuarkusTest
class EditIT extends ClusterTest {
    private static final String PATH = "models/totals.sql";
    private String written;

    @BeforeEach
    void answer() {
        llm.content(answer("SELECT id, customer_id AS total FROM sales.orders"));
        shop.project(llm());
        shop.question("totals", "mode: Model");
        written = shop.ready(Question.class, "totals").getStatus().sql();
    }

    private QuestionStatus readyWith(String sql) {
        return shop.until(Question.class, "totals", q -> {
                    assertThat(q.getStatus().sql()).isEqualTo(sql);
                    assertThat(q.getStatus().isTrue("Ready"))
                            .as(() -> String.valueOf(q.getStatus()))
                            .isTrue();
                })
                .getStatus();
    }

    @Test
    void followsWhatAnEditReads() {
        var theirs = "{% set least = 7 %}\nselect id, email as total from {{ source('public', 'customers') }}"
                + " where id > {{ least }}";
        shop.repository().push(PATH, theirs + "\n");
        var status = readyWith(theirs);
        assertThat(status.references()).containsExactly("source.public.customers");
        assertThat(status.builtCommit()).isEqualTo(shop.repository().head().name());
        assertThat(shop.pods.done("validate").getLast().path("files").path(PATH).asText())
                .isEqualTo(theirs);
        assertThat(shop.repository().file(PATH)).isEqualTo(theirs + "\n");
        assertThat(shop.repository().log()).hasSize(4);
        var validated = shop.pods.done("validate").size();
        shop.touch();
        shop.staysSo(() -> assertThat(shop.repository().log()).hasSize(4));
        assertThat(shop.pods.done("validate")).hasSize(validated);
        assertThat(llm.requests).hasSize(1);
    }

    @Test
    void saysWhyAnEditDoesNotHoldAndLeavesIt() {
        shop.pods.on("validate", Outcomes.fails("explain", "column \"nonsense\" does not exist"));
        var theirs = written.replace("customer_id", "nonsense") + "\n";
        var commit = shop.repository().push(PATH, theirs);
        assertThat(shop.notReady(Question.class, "totals", "EditRefused"))
                .contains("column \"nonsense\" does not exist", "intalgo.dev/revert=");
        assertThat(shop.repository().head().name()).isEqualTo(commit);
        shop.pods.on("validate", Outcomes::accepted);
        var better = written + " where id > 0";
        shop.repository().push(PATH, better + "\n");
        readyWith(better);
    }

    @Test
    void takesAnEditBackWithoutTheLlm() {
        shop.pods.on("validate", Outcomes.fails("explain", "no"));
        shop.repository().push(PATH, written + " where nonsense\n");
        shop.notReady(Question.class, "totals", "EditRefused");
        shop.pods.on("validate", Outcomes::accepted);
        var hash = shop.get(Question.class, "totals").getStatus().sqlHash();
        shop.annotate(Question.class, "totals", "intalgo.dev/revert", hash);
        var status = readyWith(written);
        assertThat(status.condition("Answered").orElseThrow().getReason()).isEqualTo("Answered");
        assertThat(shop.repository().file(PATH)).isEqualTo(written + "\n");
        assertThat(llm.requests).hasSize(1);
    }
}
