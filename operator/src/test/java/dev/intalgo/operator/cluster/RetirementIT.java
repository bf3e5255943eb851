package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a model when its Question gets another name, another mode, or goes. */
@QuarkusTest
class RetirementIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";
    private static final String DELETE = "deletionPolicy: Delete";

    private void gone(String name) {
        shop.eventually(() -> assertThat(shop.get(Question.class, name)).isNull());
    }

    private Question renamed(String name, String to) {
        return shop.until(Question.class, name, q -> {
            assertThat(q.getStatus().relation()).isEqualTo("shop.analytics." + to);
            assertThat(q.getStatus().isTrue("Ready")).isTrue();
        });
    }

    @Test
    void keepsTheOldNameAsAViewWhileItIsAskedFor() {
        shop.project(llm());
        shop.model("totals", ORDERS, "keepOldName: true");
        shop.ready(Question.class, "totals");
        shop.model("totals", ORDERS, "keepOldName: true", "name: order_totals");
        renamed("totals", "order_totals");
        assertThat(shop.repository().file("models/totals.sql")).isEqualTo("select * from {{ ref('order_totals') }}\n");
        assertThat(shop.repository().file("models/totals.yml")).contains("Deprecated", "aliasOf: order_totals");
        assertThat(shop.pods.done("build").getLast().path("select").toString())
                .isEqualTo("[\"order_totals\",\"totals\"]");
        shop.model("other", ORDERS, "name: totals");
        assertThat(shop.notReady(Question.class, "other", "NameTaken")).contains("models/totals.sql");
        shop.model("totals", ORDERS, "name: order_totals");
        // The name is free then, and the one that waits for it takes it.
        shop.ready(Question.class, "other");
        assertThat(shop.repository().file("models/totals.sql")).doesNotContain("order_totals");
        assertThat(shop.repository().file("models/totals.yml")).doesNotContain("Deprecated");
    }

    @Test
    void givesAModelItsEarlierNameBack() {
        shop.project(llm());
        shop.model("totals", ORDERS, "keepOldName: true");
        var first = shop.ready(Question.class, "totals").getStatus();
        shop.model("totals", ORDERS, "keepOldName: true", "name: order_totals");
        renamed("totals", "order_totals");
        shop.model("totals", ORDERS, "keepOldName: true");
        renamed("totals", "totals");
        var clone = shop.repository();
        assertThat(clone.file("models/totals.sql")).isEqualTo(first.sql() + "\n");
        assertThat(clone.file("models/order_totals.sql")).isEqualTo("select * from {{ ref('totals') }}\n");
    }

    @Test
    void dropsWhatItLeftOnlyWhenItIsAskedTo() {
        shop.project(llm());
        shop.model("totals", ORDERS);
        shop.ready(Question.class, "totals");
        shop.model("totals", ORDERS, "name: order_totals");
        assertThat(renamed("totals", "order_totals").getStatus().leftRelations())
                .containsExactly("shop.analytics.totals");
        assertThat(shop.pods.done("drop")).isEmpty();
        shop.pods.on("drop", Outcomes.fails("drop", "other objects depend on it"));
        shop.model("totals", ORDERS, "name: order_totals", "dropRelation: true");
        var failed = shop.until(
                Question.class,
                "totals",
                q -> assertThat(Workspace.condition(q, "Dropped").getReason()).isEqualTo("DropFailed"));
        assertThat(Workspace.condition(failed, "Dropped").getMessage())
                .isEqualTo("Could not drop shop.analytics.totals: other objects depend on it");
        assertThat(failed.getStatus().isTrue("Ready")).isTrue();
        shop.pods.on("drop", Outcomes::dropped);
        var status = shop.until(
                        Question.class,
                        "totals",
                        q -> assertThat(q.getStatus().leftRelations()).isEmpty())
                .getStatus();
        assertThat(status.condition("Dropped")).isEmpty();
        assertThat(shop.pods.done("drop").getLast().path("relation").asText()).isEqualTo("shop.analytics.totals");
    }

    @Test
    void makesAnAnalysisOfAModelWithoutAskingAgain() {
        llm.content(answer(ORDERS));
        shop.project(llm());
        shop.question("totals", "mode: Model", "dropRelation: true");
        shop.ready(Question.class, "totals");
        shop.pods.on("drop", Outcomes::dropped);
        shop.question("totals", "mode: Analysis", "dropRelation: true");
        var status = shop.until(Question.class, "totals", q -> {
                    assertThat(q.getStatus().path()).isEqualTo("analyses/totals.sql");
                    assertThat(q.getStatus().leftRelations()).isEmpty();
                    assertThat(q.getStatus().isTrue("Ready")).isTrue();
                })
                .getStatus();
        assertThat(status.relation()).isNull();
        assertThat(shop.pods.done("drop")).hasSize(1);
        assertThat(llm.requests).hasSize(1);
        assertThat(shop.repository().files()).doesNotContainKeys("models/totals.sql", "models/totals.yml");
    }

    @Test
    void staysWhileOthersReadIt() {
        shop.project(llm());
        shop.model("totals", ORDERS, DELETE);
        shop.ready(Question.class, "totals");
        shop.model("largest", "SELECT id FROM totals", DELETE);
        shop.ready(Question.class, "largest");
        shop.repository().push("models/theirs.sql", "select 1 as x from {{ ref('totals') }}\n");
        shop.delete(Question.class, "totals");
        assertThat(shop.notReady(Question.class, "totals", "StillReferenced"))
                .contains("models/largest.sql (Question \"largest\")", "models/theirs.sql", "Retain");
        assertThat(shop.events("Question", "totals")).contains("StillReferenced");
        shop.delete(Question.class, "largest");
        gone("largest");
        shop.eventually(() -> assertThat(Workspace.condition(shop.get(Question.class, "totals"), "Ready")
                        .getMessage())
                .doesNotContain("largest"));
        shop.repository().push("models/theirs.sql", "select 1 as x\n");
        gone("totals");
        assertThat(shop.repository().files()).doesNotContainKeys("models/totals.sql", "models/totals.yml");
    }

    @Test
    void goesWithoutItsFilesWhereThePolicyIsMadeRetain() {
        shop.project(llm());
        shop.model("totals", ORDERS, DELETE);
        shop.ready(Question.class, "totals");
        shop.repository().push("models/theirs.sql", "select 1 as x from {{ ref('totals') }}\n");
        shop.delete(Question.class, "totals");
        shop.notReady(Question.class, "totals", "StillReferenced");
        shop.model("totals", ORDERS, "deletionPolicy: Retain");
        gone("totals");
        assertThat(shop.repository().files()).containsKeys("models/totals.sql", "models/totals.yml");
    }

    @Test
    void dropsAllThatDbtBuiltForItWhenItGoes() {
        shop.project(llm());
        shop.model("totals", ORDERS, DELETE);
        shop.ready(Question.class, "totals");
        shop.model("totals", ORDERS, DELETE, "name: order_totals");
        renamed("totals", "order_totals");
        shop.model("totals", ORDERS, DELETE, "name: order_totals", "dropRelation: true");
        shop.pods.on("drop", Outcomes.fails("connect", "connection refused"));
        shop.until(
                Question.class,
                "totals",
                q -> assertThat(Workspace.condition(q, "Dropped").getReason()).isEqualTo("DropFailed"));
        shop.delete(Question.class, "totals");
        assertThat(shop.notReady(Question.class, "totals", "Deleting"))
                .contains("shop.analytics.totals", "shop.analytics.order_totals", "dropRelation");
        shop.pods.on("drop", Outcomes::dropped);
        gone("totals");
        assertThat(shop.repository().log().getFirst()).isEqualTo("Remove order_totals");
    }

    @ParameterizedTest
    @ValueSource(strings = {"models/Totals.sql", "models/mine/TOTALS.sql", "seeds/Totals.csv", "models/totals.py"})
    void refusesNamesThatOnlyCaseTellsApart(String path) {
        shop.project(llm());
        shop.repository().push(path, "select 1 as mine\n");
        shop.model("totals", ORDERS);
        assertThat(shop.notReady(Question.class, "totals", "NameTaken")).contains(path, "spec.name");
    }

    @Test
    void refusesTheNameOfATableThatDbtWouldReplace() {
        shop.project(llm());
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec: {connectionRef: {name: shop}, dbt: {schema: sales}, repository: {volume: {size: 64Mi}}}
                """);
        shop.model("orders", ORDERS);
        assertThat(shop.notReady(Question.class, "orders", "NameTaken")).contains("sales.orders", "replace");
    }
}
