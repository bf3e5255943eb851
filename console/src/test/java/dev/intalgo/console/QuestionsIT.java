package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.console.Browser.Answer;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of questions against a real API server; what the operator says of Git is recorded. */
@QuarkusTest
@WithTestResource(RecordedOperator.class)
class QuestionsIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final String HASH = "0123456789abcdef";
    private static final String MARKUP = "<script>alert(1)</script>";
    /** As the operator has left it once a model is built. */
    private static final String ANSWERED = """
            {"status": {"observedGeneration": 1, "sql": "select id from {{ source('sales', 'orders') }}",
             "sqlHash": "%s", "path": "models/totals.sql", "commit": "c0ffee", "relation": "shop.analytics.totals",
             "description": "What each month brought in.", "grain": ["month"], "joins": ["Each order with its customer."],
             "references": ["source.sales.orders", "ref.customers"], "warnings": ["NoRows: there are no rows"],
             "columns": [{"name": "month", "type": "date", "description": "The month"}, {"name": "total", "type": "numeric"}],
             "preview": [["2026-01-01", "10.50"], ["2026-02-01", "20"]],
             "usage": {"model": "small-model", "calls": 2, "inputTokens": 1200, "outputTokens": 34},
             "conditions": [%s]}}
            """;

    private static final String SQL = "{\"sql\": \"SELECT id FROM sales.orders\"}";
    private static final String HISTORY = """
            [{"commit": "0123456789abcdef0123456789abcdef01234567", "author": "Ann <b>", "at": "2026-03-01T10:20:30Z",
              "subject": "Rename orders to totals", "diff": "@@ -1,2 +1,2 @@\\n select id\\n-from a\\n+from <b>\\n"},
             {"commit": "1123456789abcdef0123456789abcdef01234567", "author": "Bob", "at": "2026-02-01T10:20:30Z",
              "subject": "Describe orders", "diff": ""}]
            """;

    @TestHTTPResource("/")
    URI console;

    private final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);
    private final String questions = "/ns/" + namespace + "/questions";
    private Browser browser;

    @BeforeEach
    void open() {
        kubectl("create", "namespace", namespace);
        said("questions/%s/totals/sql", SQL);
        said("projects/%s/shop/history", HISTORY);
        browser = new Browser(console);
        signIn(SERVER.token());
    }

    /**
     * What the operator says.
     *
     * @param path with a place for the namespace
     */
    private void said(String path, String answer) {
        RecordedOperator.operator.on("GET /people/v1/" + path.formatted(namespace), 200, answer);
    }

    private void signIn(String token) {
        browser.send("/sign-in", "/sign-in", Map.of("token", token, "to", "/"));
    }

    private static String kubectl(String... arguments) {
        var output = SERVER.kubectl("", arguments);
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    private void question(String name, String spec) {
        var output = SERVER.kubectl(
                "apiVersion: intalgo.dev/v1alpha1\nkind: Question\nmetadata: {name: %s}\nspec: {projectRef: {name: shop}, %s}\n"
                        .formatted(name, spec),
                "-n",
                namespace,
                "apply",
                "-f",
                "-");
        assertThat(output.ok()).as(output.text()).isTrue();
    }

    private void status(String name, String json) {
        kubectl("-n", namespace, "patch", "questions", name, "--subresource=status", "--type=merge", "-p", json);
    }

    private static String condition(String type, String status, String reason, String message) {
        return """
                {"type": "%s", "status": "%s", "reason": "%s", "message": "%s", "observedGeneration": 1,
                 "lastTransitionTime": "2026-01-01T00:00:00Z"}
                """.formatted(type, status, reason, message);
    }

    private void answered(String name) {
        status(
                name,
                ANSWERED.formatted(
                        HASH,
                        String.join(
                                ",",
                                condition("Ready", "True", "Ready", "models/totals.sql is in the repository."),
                                condition("Answered", "True", "Answered", "There is SQL."))));
    }

    private String read(String name, String path) {
        return kubectl("-n", namespace, "get", "questions", name, "-o", "jsonpath={" + path + "}");
    }

    private String page(String... path) {
        var answer = browser.get(questions + "/" + String.join("/", path));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    private Answer send(String name, String form, String action, Map<String, String> fields) {
        var all = new HashMap<>(fields);
        all.putIfAbsent("generation", read(name, ".metadata.generation"));
        return browser.send(questions + "/" + name + form, questions + "/" + name + action, all);
    }

    @Test
    void tellsInWordsHowFarItIsAndWhatToDo() {
        question("totals", "text: 'How much each month?', mode: Model");
        assertThat(page("totals"))
                .contains(
                        "has not looked at it yet",
                        "Have the LLM write the SQL",
                        "Build it in the database",
                        "to come");
        status(
                "totals",
                "{\"status\": {\"observedGeneration\": 1, \"conditions\": [%s, %s]}}"
                        .formatted(
                                condition("Ready", "False", "BudgetExceeded", "The project has used all."),
                                condition("Answered", "False", "BudgetExceeded", "The project has used all.")));
        assertThat(page("totals")).contains("stopped here", "The project has used all.", "Wait until midnight UTC");
    }

    @Test
    void showsThePlanTheRowsAndWhatItCost() {
        question("totals", "text: 'How much each month?', mode: Model");
        answered("totals");
        assertThat(page("totals"))
                .contains("What each month brought in.", "One row for each <code>month</code>.")
                .contains("Each order with its customer.", "The month", "NoRows: there are no rows")
                .contains("/schema/projects/shop/tables/sales/orders\">sales.orders</a>", "/models/shop/customers\">")
                .contains("<td>10.50</td>", "<polyline points=\"0.00,95.00 640.00,0.00\"")
                .contains("class=\"language-sql\">select id from {{ source(&#39;sales&#39;, &#39;orders&#39;) }}")
                .contains("small-model was asked 2 times and read 1200 tokens and wrote 34.");
    }

    @Test
    void answersAQuestionBackByAClick() {
        question("totals", "text: 'How much?'");
        status("totals", """
                {"status": {"observedGeneration": 1, "conditions": [%s],
                 "clarification": {"question": "Gross or net?", "choices": ["Gross", "Net <b>"]}}}
                """.formatted(condition("Ready", "False", "NeedsClarification", "Gross or net?")));
        assertThat(page("totals")).contains("Gross or net?", ">Gross</button>", "value=\"Net &lt;b&gt;\"");
        var sent = send("totals", "", "/clarify", Map.of("question", "Gross or net?", "answer", "Net <b>"));
        assertThat(sent.status()).as(sent.text()).isEqualTo(303);
        assertThat(read("totals", ".spec.clarifications[*].question")).isEqualTo("Gross or net?");
        assertThat(read("totals", ".spec.clarifications[*].answer")).isEqualTo("Net <b>");
        assertThat(page("totals")).doesNotContain("Before it can be answered").contains("Net &lt;b&gt;");
        assertThat(send("totals", "", "/clarify", Map.of("question", "Gross or net?", "answer", " "))
                        .text())
                .contains("Choose an answer, or write one.");
    }

    @Test
    void writesNothingOverWhatSomebodyElseChanged() {
        question("totals", "text: 'How much?'");
        var seen = Pattern.compile("name=\"generation\" value=\"(\\d+)\"").matcher(page("totals", "settings"));
        assertThat(seen.find()).isTrue();
        question("totals", "text: 'How much more?'");
        var refused = send(
                "totals",
                "/settings",
                "/settings",
                Map.of("generation", seen.group(1), "text", "Mine", "mode", "Model"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Somebody changed the question", ">Mine</textarea>");
        assertThat(read("totals", ".spec.text")).isEqualTo("How much more?");
    }

    @Test
    void takesAFormThatIsSentTwiceAsOne() {
        question("totals", "text: 'How much?'");
        var fields = Map.of("generation", read("totals", ".metadata.generation"), "question", "Net?", "answer", "Yes");
        assertThat(send("totals", "", "/clarify", fields).status()).isEqualTo(303);
        assertThat(send("totals", "", "/clarify", fields).status()).isEqualTo(303);
        assertThat(read("totals", ".spec.clarifications[*].answer")).isEqualTo("Yes");
    }

    @Test
    void isNotStoppedByWhatTheOperatorWritesMeanwhile() {
        question("totals", "text: 'How much?'");
        var generation = read("totals", ".metadata.generation");
        answered("totals");
        var sent = send("totals", "", "/mode", Map.of("generation", generation, "mode", "Model"));
        assertThat(sent.status()).as(sent.text()).isEqualTo(303);
        assertThat(read("totals", ".spec.mode")).isEqualTo("Model");
    }

    @Test
    void changesTheWordsTheNameAndWhatBecomesOfTheAnswer() {
        question("totals", "text: 'How much?'");
        var sent = send(
                "totals",
                "/settings",
                "/settings",
                Map.of(
                        "text",
                        "How much\r\nin all?",
                        "mode",
                        "Model",
                        "name",
                        "sums",
                        "keepOldName",
                        "true",
                        "materialized",
                        "table",
                        "tags",
                        "daily, finance",
                        "deleteFiles",
                        "true",
                        "dropRelation",
                        "true"));
        assertThat(sent.status()).as(sent.text()).isEqualTo(303);
        assertThat(read("totals", ".spec"))
                .contains("\"text\":\"How much\\nin all?\"", "\"mode\":\"Model\"", "\"name\":\"sums\"")
                .contains("\"keepOldName\":true", "\"materialized\":\"table\"", "[\"daily\",\"finance\"]")
                .contains("\"deletionPolicy\":\"Delete\"", "\"dropRelation\":true");
        assertThat(page("totals", "delete")).contains("taken out of the repository", "is dropped");
        var refused = send("totals", "/settings", "/settings", Map.of("text", "How much?", "name", "No Name"));
        assertThat(refused.text()).contains("small letters, digits and _", "value=\"No Name\"");
    }

    @Test
    void letsPeopleWriteTheSqlAndGiveItBack() {
        question("totals", "text: 'How much?'");
        answered("totals");
        assertThat(page("totals", "sql")).contains(">SELECT id FROM sales.orders</textarea>");
        var sent = send("totals", "/sql", "/sql", Map.of("sql", "SELECT 1 AS one"));
        assertThat(sent.status()).as(sent.text()).isEqualTo(303);
        assertThat(read("totals", ".spec.sql")).isEqualTo("SELECT 1 AS one");
        assertThat(page("totals", "sql")).contains(">SELECT 1 AS one</textarea>", "Let the LLM write it");
        assertThat(send("totals", "/sql", "/sql", Map.of("sql", " ")).text()).contains("Write a SELECT.");
        send("totals", "/sql", "/sql", Map.of("sql", "SELECT 1 AS one", "llm", "true"));
        assertThat(read("totals", ".spec.sql")).isEmpty();
    }

    @Test
    void takesWhatPeopleSayOfAnAnswer() {
        question("totals", "text: 'How much?'");
        answered("totals");
        assertThat(page("totals")).contains("It is right", "Send it back");
        send(
                "totals",
                "/send-back",
                "/send-back",
                Map.of("hash", HASH, "comment", "Cancelled orders\r\ndo not count."));
        assertThat(read("totals", ".metadata.annotations.intalgo\\.dev/rejected"))
                .isEqualTo(HASH + " Cancelled orders\ndo not count.");
        assertThat(page("totals")).doesNotContain("Send it back");
        assertThat(send("totals", "/send-back", "/send-back", Map.of("hash", HASH, "comment", "x".repeat(5000)))
                        .text())
                .contains("may have 4000 characters", "x".repeat(5000));
        send("totals", "", "/confirm", Map.of("hash", HASH));
        assertThat(read("totals", ".metadata.annotations.intalgo\\.dev/confirmed"))
                .isEqualTo(HASH);
        assertThat(page("totals"))
                .contains("A person said that this SQL is right.")
                .doesNotContain("It is right<");
    }

    @Test
    void takesAnEditInGitBackAndProposesAgain() {
        question("totals", "text: 'How much?'");
        status(
                "totals",
                ANSWERED.formatted(HASH, condition("Ready", "False", "EditRefused", "The SQL does not hold.")));
        assertThat(page("totals")).contains("Take the edit in Git back").doesNotContain("Edit the SQL<");
        send("totals", "", "/revert", Map.of("hash", HASH));
        assertThat(read("totals", ".metadata.annotations.intalgo\\.dev/revert")).isEqualTo(HASH);
        status(
                "totals",
                "{\"status\": {\"conditions\": [%s], \"pullRequest\": {\"number\": 7, \"url\": \"javascript:alert(1)\", \"branch\": \"b\"}}}"
                        .formatted(condition("Ready", "False", "ReviewClosed", "It was closed.")));
        assertThat(page("totals")).contains("Propose it again").doesNotContain("javascript:");
        send("totals", "", "/reopen", Map.of("what", "7"));
        assertThat(read("totals", ".metadata.annotations.intalgo\\.dev/reopen")).isEqualTo("7");
    }

    @Test
    void buildsAgainWhatFailed() {
        question("totals", "text: 'How much?'");
        var failed = condition("Ready", "False", "BuildFailed", "permission denied for database shop");
        status("totals", ANSWERED.formatted(HASH, failed));
        assertThat(page("totals")).contains("The database does not let", "Build it again");
        send("totals", "", "/rebuild", Map.of());
        assertThat(read("totals", ".metadata.annotations.intalgo\\.dev/rebuild"))
                .isNotEmpty();
    }

    @Test
    void showsTheHistoryWithSignsForWhatChanged() {
        question("totals", "text: 'How much?'");
        assertThat(page("totals", "history")).contains("Nothing of it is on the project's branch yet.");
        answered("totals");
        assertThat(page("totals", "history"))
                .contains("Rename orders to totals", "Ann &lt;b&gt;, 2026-03-01 10:20 UTC", "01234567")
                .contains("<span class=\"removed\">-from a\n", "<span class=\"added\">+from &lt;b&gt;\n")
                .contains("The SQL did not change, only what is said of it.");
    }

    @Test
    void deletesOnlyOnceItIsConfirmed() {
        question("totals", "text: 'How much?'");
        assertThat(page("totals", "delete")).contains("Its files stay in the repository.");
        assertThat(send("totals", "/delete", "/delete", Map.of()).to()).endsWith(questions);
        assertThat(browser.get(questions + "/totals").status()).isEqualTo(404);
    }

    @Test
    void writesNothingWhereObjectsComeFromGit() {
        kubectl("label", "namespace", namespace, "intalgo.dev/gitops=true");
        question("totals", "text: 'How much?'");
        answered("totals");
        assertThat(send("totals", "", "/mode", Map.of("mode", "Model")).text())
                .contains("comes from Git", "mode: &quot;Model&quot;");
        assertThat(send("totals", "/sql", "/sql", Map.of("sql", "SELECT 1")).text())
                .contains("comes from Git");
        assertThat(page("totals", "delete")).contains("delete it there").doesNotContain(">Delete</button>");
        assertThat(read("totals", ".spec.mode")).isEqualTo("Analysis");
    }

    @Test
    void offersOnlyWhatAPersonMayDo() {
        question("totals", "text: 'How much?'");
        answered("totals");
        kubectl("-n", namespace, "create", "serviceaccount", "ann");
        kubectl("-n", namespace, "create", "role", "ann", "--verb=get,list,watch", "--resource=questions.intalgo.dev");
        kubectl(
                "-n",
                namespace,
                "create",
                "rolebinding",
                "ann",
                "--role=ann",
                "--serviceaccount=" + namespace + ":ann");
        browser = new Browser(console);
        signIn(kubectl("-n", namespace, "create", "token", "ann"));
        assertThat(page("totals"))
                .contains("What each month brought in.")
                .doesNotContain(
                        "<button>", "Edit the SQL", "Change or rename", ">Delete<", ">History<", "Ask a follow-up");
        var refused = send("totals", "", "/confirm", Map.of("generation", "1", "hash", HASH));
        assertThat(refused.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "name", "tags", "materialized", "mode"})
    void showsMarkupInEveryFieldAsText(String field) {
        question("totals", "text: 'How much?'");
        var fields = new HashMap<>(Map.of("text", "How much?", "name", "", "tags", "", "show", "true"));
        fields.put(field, "\"'" + MARKUP);
        assertThat(send("totals", "/settings", "/settings", fields).text()).doesNotContain(MARKUP);
    }

    @Test
    void showsMarkupThatTheDatabaseAndTheLlmSayAsText() {
        question("bad", "text: 'Say " + MARKUP + "'");
        status(
                "bad",
                ANSWERED.replace("What each month brought in.", MARKUP)
                        .replace("2026-01-01", MARKUP)
                        .replace("Each order with its customer.", MARKUP)
                        .replace("NoRows: there are no rows", MARKUP)
                        .replace("small-model", MARKUP)
                        .formatted(HASH, condition("Ready", "False", "InvalidSql", MARKUP)));
        assertThat(page("bad")).contains("&lt;script&gt;alert(1)").doesNotContain(MARKUP);
        try (var lines = browser.lines(questions + "/bad/events")) {
            assertThat(lines.filter(line -> line.contains("&lt;script&gt;")).findFirst())
                    .isPresent();
        }
    }

    @Test
    void keepsAQuestionThatIsTooLong() {
        question("totals", "text: 'How much?'");
        var text = "ä".repeat(5000);
        var refused = send("totals", "/settings", "/settings", Map.of("text", text));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("has 5000 characters, and may have 4000", text);
        assertThat(send("totals", "/settings", "/settings", Map.of("text", "\uD83D\uDE42".repeat(4000)))
                        .status())
                .as("characters are counted as the API server does")
                .isEqualTo(303);
    }

    @Test
    void goesOnFromAnAnswer() {
        assertThat(browser.get("/ns/" + namespace + "/ask?project=shop&about=sums")
                        .text())
                .contains(">With the model sums: </textarea>", "value=\"shop\"");
        assertThat(browser.get("/ns/" + namespace + "/ask?text=%3Cb%3E").text()).contains(">&lt;b&gt;</textarea>");
    }

    @Test
    void filtersByProjectAndKindAndHasTheNewestFirst() {
        question("a-first", "text: 'How much?', mode: Model");
        question("z-other", "text: 'How much?'");
        assertThat(browser.get(questions + "?mode=Model").text())
                .contains("1 found.", "a-first")
                .doesNotContain("z-other");
        assertThat(browser.get(questions + "?project=shop&part=true").text()).contains("2 found.");
        assertThat(browser.get(questions + "?project=other").text()).contains("0 found.");
    }
}
