package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of models, with a real API server and what an operator has said of a project's repository. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class ModelsIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final String MODELS = """
            {"commit": "c2459f38", "models": [
              {"name": "customer_spending", "kind": "model", "path": "models/customer_spending.sql",
               "question": "customer-spending", "asked": "What did each customer spend?", "description": "One row each.",
               "materialized": "table", "tags": ["daily"], "tests": [],
               "columns": [{"name": "customer_id", "type": "integer", "description": "", "tests": [
                 {"words": "unique", "start": "unique_customer_spending_customer_id"},
                 {"words": "not_null", "start": "not_null_customer_spending_customer_id"}]}],
               "reads": ["source.public.orders", "source.public.customers"]},
              {"name": "top_customers", "kind": "model", "path": "models/top_customers.sql", "question": "top-customers",
               "asked": "Who spent the most?", "description": "", "materialized": "", "tags": [], "tests": [],
               "columns": [], "reads": ["ref.customer_spending"]}]}
            """;
    private static final String RENAME = """
            {"from": "customer_spending", "to": "spending", "question": "customer-spending", "taken": "", "changes": [
              {"before": "models/customer_spending.sql", "after": "models/spending.sql", "edits": []},
              {"before": "models/top_customers.sql", "after": "models/top_customers.sql", "edits": [
                {"line": 2, "before": ["from {{ ref('customer_spending') }}"], "after": ["from {{ ref('spending') }}"]}]}],
             "left": [{"path": "README.md", "line": 4, "text": "See customer_spending."}]}
            """;

    @TestHTTPResource("/")
    URI console;

    private final Namespace shop = new Namespace();
    private final String models = shop.path("/models");
    private Browser browser;

    @BeforeEach
    void open() {
        said("", MODELS);
        said(
                "/customer_spending/text",
                "{\"path\": \"models/customer_spending.sql\", \"text\": \"select 1 as customer_id\"}");
        said("/customer_spending/rename?to=spending&keepOldName=false", RENAME);
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec: {connectionRef: {name: shop}, repository: {volume: {}}}
                ---
                apiVersion: intalgo.dev/v1alpha1
                kind: Question
                metadata: {name: customer-spending}
                spec: {projectRef: {name: shop}, text: 'What did each customer spend?', mode: Model}
                ---
                apiVersion: intalgo.dev/v1alpha1
                kind: Deployment
                metadata: {name: daily}
                spec: {projectRef: {name: shop}, select: ['+customer_spending'], schedule: '0 6 * * *', cronJob: {}}
                """);
        browser = shop.signedIn(console, SERVER.token());
    }

    /** What the operator says of the models. */
    private void said(String path, String answer) {
        RecordedOperator.operator.on(
                "GET /people/v1/projects/%s/shop/models%s".formatted(shop.name, path), 200, answer);
    }

    private String question(String path) {
        return shop.kubectl("get", "questions", "customer-spending", "-o", "jsonpath=" + path);
    }

    @Test
    void showsAllModelsWithWhatReadsWhat() {
        assertThat(browser.get(models).text())
                .contains(
                        "2 of 2 found.",
                        "<svg",
                        "/schema/projects/shop/tables/public/orders",
                        "href=\"%s/shop/top_customers\"".formatted(models))
                .contains("customer_spending</a> leads to top_customers");
        assertThat(browser.get(models + "?part=true&words=MOST").text())
                .contains("1 of 2 found.")
                .doesNotContain("<html");
    }

    @Test
    void listsWhatBecameOfTheBuildOfAQuestion() {
        assertThat(browser.get(models).text()).contains("Not known").doesNotContain("Passed");
        shop.status("questions.intalgo.dev", "customer-spending", """
                {"conditions": [{"type": "Built", "status": "True", "reason": "Built", "message": "built",
                 "lastTransitionTime": "2026-11-26T10:54:32Z"}]}
                """);
        assertThat(browser.get(models).text()).contains("Passed");
    }

    @Test
    void showsAModelWithItsTestsAndTheirLastResult() {
        shop.status("deployments.intalgo.dev", "daily", """
                {"models": ["customer_spending"], "lastRun": {"id": "r1", "finishedAt": "2026-11-26T10:54:32Z",
                 "succeeded": false, "failed": ["not_null_customer_spending_customer_id"], "message": "Got 3 results"}}
                """);
        assertThat(browser.get(models + "/shop/customer_spending").text())
                .contains("What did each customer spend?", "select 1 as customer_id", "top_customers</a>")
                .contains(
                        "By the last run of Deployment daily",
                        "Got 3 results",
                        "not_null <span class=\"badge bad\">Failed")
                .contains("unique <span class=\"badge wait\">Not known")
                .contains("/ask?project=shop&amp;text=From+the+model+customer_spending")
                .contains("/shop/customer_spending/rename");
    }

    @Test
    void tellsOfTheBuildOfItsQuestionWhereThatIsLater() {
        shop.status("questions.intalgo.dev", "customer-spending", """
                {"conditions": [{"type": "Built", "status": "True", "reason": "Built", "message": "dbt built it.",
                 "lastTransitionTime": "2026-11-26T11:00:00Z"}]}
                """);
        assertThat(browser.get(models + "/shop/customer_spending").text())
                .contains("By dbt&#39;s build of its Question", "unique <span class=\"badge good\">Passed");
    }

    @Test
    void showsWhatARenameChangesAndThenRenames() {
        var page = models + "/shop/customer_spending/rename";
        assertThat(browser.get(page).text()).doesNotContain("What will change");
        var preview = browser.get(page + "?to=spending").text();
        assertThat(preview)
                .contains("<code>models/customer_spending.sql</code> becomes <code>models/spending.sql</code>")
                .contains("- from {{ ref(&#39;customer_spending&#39;) }}", "+ from {{ ref(&#39;spending&#39;) }}")
                .contains("README.md", "daily</a> chooses customer_spending by its name");
        var fields = Map.of("to", "spending", "version", question("{.metadata.generation}"));
        var shown = browser.send(page, page, Map.of("to", "spending", "version", "1", "show", "true"));
        assertThat(shown.text()).contains("name: &quot;spending&quot;");
        assertThat(question("{.spec.name}")).isEmpty();
        var renamed = browser.send(page, page, fields);
        assertThat(renamed.to()).endsWith(shop.path("/questions/customer-spending"));
        assertThat(question("{.spec.name}")).isEqualTo("spending");
        assertThat(browser.send(page, page, fields).text()).contains("Somebody changed it since");
    }

    @Test
    void saysWhyANameCannotBe() {
        var page = models + "/shop/customer_spending/rename";
        said(
                "/customer_spending/rename?to=orders&keepOldName=false",
                RENAME.replace("\"to\": \"spending\"", "\"to\": \"orders\"")
                        .replace("\"taken\": \"\"", "\"taken\": \"seeds/orders.csv\""));
        assertThat(browser.get(page + "?to=orders").text())
                .contains("The name orders is taken: seeds/orders.csv has it.")
                .doesNotContain("Rename to");
        assertThat(browser.get(page + "?to=Top+Ten").text()).contains("A name has small letters");
    }

    @Test
    void offersOnlyWhatAPersonMayDo() {
        var ann = shop.signedIn(console, shop.person("get,list", "questions.intalgo.dev"));
        assertThat(ann.get(models).text()).contains("<input id=\"project\"");
        assertThat(ann.get(models + "/shop/customer_spending").text())
                .contains("What did each customer spend?")
                .doesNotContain("/rename", "Ask about this model");
    }

    @Test
    void saysThatTheOperatorHasNoSuchProject() {
        assertThat(browser.get(models + "?project=gone").status()).isEqualTo(404);
        assertThat(browser.get(models + "/shop/gone").status()).isEqualTo(404);
    }
}
