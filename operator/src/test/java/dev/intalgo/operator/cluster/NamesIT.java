package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people call things: what is refused is refused in words, and what is taken works. */
@QuarkusTest
class NamesIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    /** 253 characters, with dots where names are cut. */
    private static String longest(String start) {
        return (start + "-and.so-on".repeat(30)).substring(0, 252) + "z";
    }

    @Test
    void takesObjectNamesOfAnyLength() {
        var connection = longest("shop");
        var project = longest("sales");
        var question = longest("totals");
        shop.pods.project = project;
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.apply(Workspace.CONNECTION.replace("{name: shop}", "{name: %s}".formatted(connection)));
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: %s}
                spec: {connectionRef: {name: %s}, repository: {volume: {size: 64Mi}}}
                """.formatted(project, connection));
        shop.apply("""
                kind: Question
                metadata: {name: %s}
                spec: {projectRef: {name: %s}, text: 'Totals?', mode: Model, sql: "%s"}
                """.formatted(question, project, ORDERS));
        for (var target : new String[] {"airflow: {}", "dagster: {}", "cronJob: {}, schedule: '0 6 * * *'"}) {
            shop.apply("""
                    kind: Deployment
                    metadata: {name: %s}
                    spec: {projectRef: {name: %s}, %s}
                    """.formatted(longest(target.substring(0, 3).toLowerCase()), project, target));
        }
        shop.ready(Connection.class, connection);
        shop.ready(IntalgoProject.class, project);
        var path = shop.ready(Question.class, question).getStatus().path();
        assertThat(path).matches("models/totals_and_so_on[a-z_]*\\.sql").hasSize(7 + 63 + 4);
        assertThat(shop.ready(Deployment.class, longest("air"))
                        .getStatus()
                        .configMaps()
                        .getFirst())
                .endsWith("-airflow")
                .hasSizeLessThanOrEqualTo(253);
        shop.ready(Deployment.class, longest("dag"));
        assertThat(shop.ready(Deployment.class, longest("cro")).getStatus().cronJob())
                .hasSizeLessThanOrEqualTo(52);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025.sales-by.region", "a", "x--y.z", "select", "totals.v2"})
    void makesDbtNamesOfObjectNames(String name) {
        shop.project(llm());
        shop.model(name, ORDERS);
        var status = shop.ready(Question.class, name).getStatus();
        assertThat(status.path()).matches("models/[a-z][a-z0-9_]*\\.sql");
        assertThat(shop.repository().files()).containsKey(status.path());
    }

    @Test
    void tellsLongNamesApartOnlyByAnotherName() {
        shop.project(llm());
        var first = longest("totals");
        var second = first.substring(0, 251) + "yz";
        shop.model(first, ORDERS);
        shop.ready(Question.class, first);
        shop.model(second, ORDERS);
        assertThat(shop.notReady(Question.class, second, "NameTaken")).contains("spec.name");
        shop.model(second, ORDERS, "name: other");
        shop.ready(Question.class, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Top Customers", "top_customers", "TopCustomers", "größte", "it's", "-top", "顧客"})
    void refusesObjectNamesThatKubernetesDoesNotTake(String name) {
        assertThat(shop.tryApply(manifest(name, "totals")).text()).contains("metadata.name", "RFC 1123");
    }

    @Test
    void refusesObjectNamesThatAreTooLong() {
        assertThat(shop.tryApply(manifest("a".repeat(300), "totals")).text())
                .contains("metadata.name", "no more than 253");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Top", "top customers", "top-customers", "it's", "größte", "_top", "2025", "a.b", "顧客", "a\\nb"})
    void refusesDbtNamesThatDatabasesWouldQuote(String name) {
        assertThat(shop.tryApply(manifest("totals", name)).text()).contains("spec.name", "should match");
    }

    @Test
    void refusesDbtNamesThatAreTooLong() {
        assertThat(shop.tryApply(manifest("totals", "a".repeat(64))).text()).contains("spec.name", "should match");
    }

    private static String manifest(String name, String dbtName) {
        return "kind: Question\nmetadata: {name: \"%s\"}\nspec: {projectRef: {name: shop}, text: t, name: \"%s\"}\n"
                .formatted(name, dbtName);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What of {{ 1 / 0 }} and {% raw %}?",
                "How many \\\"größe\\\" did O'Brien's 顧客 \\U0001F600 buy?",
                "---\\nname: x\\n- a: [b\\n# c\\n\\t|",
                "*/ -- '; DROP TABLE x; \\\\ $1",
                "   padded   "
            })
    void keepsTheQuestionAsItWasAsked(String text) {
        shop.project(llm());
        shop.question("totals", "mode: Model", "sql: \"" + ORDERS + "\"", "text: \"" + text + "\"");
        var question = shop.ready(Question.class, "totals");
        assertThat(question.getStatus().path()).isEqualTo("models/totals.sql");
        var before = shop.repository();
        assertThat(before.file("models/totals.yml")).contains("totals", "question:");
        shop.touch();
        shop.staysSo(() -> assertThat(shop.repository().head()).isEqualTo(before.head()));
    }

    @Test
    void takesTheLongestQuestion() {
        shop.project(llm());
        shop.question("totals", "mode: Model", "sql: \"" + ORDERS + "\"", "text: \"" + "why ü ".repeat(666) + "\"");
        shop.ready(Question.class, "totals");
        assertThat(shop.tryApply(manifest("totals", "totals").replace("text: t", "text: " + "y".repeat(4001)))
                        .text())
                .contains("spec.text", "4000");
    }
}
