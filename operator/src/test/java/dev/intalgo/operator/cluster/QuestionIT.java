package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ColumnInfo;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class QuestionIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    @Test
    void becomesAModelThatIsBuilt() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("order-totals", "mode: Model");
        var status = shop.ready(Question.class, "order-totals").getStatus();
        assertThat(status.path()).isEqualTo("models/order_totals.sql");
        assertThat(status.sql()).contains("{{ source('sales', 'orders') }}");
        assertThat(status.references()).containsExactly("source.sales.orders");
        assertThat(status.columns())
                .containsExactly(new ColumnInfo("id", "integer"), new ColumnInfo("total", "numeric"));
        assertThat(status.builtCommit()).isEqualTo(status.commit());
        assertThat(status.usage().model()).isEqualTo("small-model-2026");
        assertThat(status.usage().calls()).isEqualTo(1);
        assertThat(shop.events("Question", "order-totals")).contains("Ready");
        var clone = shop.repository();
        assertThat(clone.log().getFirst()).isEqualTo("Answer order_totals");
        assertThat(clone.file(status.path())).isEqualTo(status.sql() + "\n");
    }
}
