package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LLMs that fail, that answer nonsense, and that are corrected. */
@QuarkusTest
class LlmIT extends ClusterTest {
    private static final String ORDERS = "SELECT id, customer_id AS total FROM sales.orders";

    private void project(String llm) {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  repository: {volume: {size: 64Mi}}
                  llm: %s
                """.formatted(llm));
    }

    /** A Question that is not answered for this reason, and is once the project has an LLM that answers. */
    private String fails(String llmSpec, String reason) {
        shop.project(llmSpec);
        var head = shop.repository().head();
        shop.question("totals", "mode: Model");
        var message = shop.notReady(Question.class, "totals", reason);
        assertThat(shop.events("Question", "totals")).contains(reason);
        assertThat(shop.repository().head()).isEqualTo(head);
        assertThat(shop.pods.done("validate")).isEmpty();
        return message;
    }

    private void mended() {
        llm.forget().content(answer(ORDERS));
        project(llm());
        shop.ready(Question.class, "totals");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{model: m, endpoint: 'http://127.0.0.1:1/v1'}|LlmUnreachable|http://127.0.0.1:1",
                "{model: m}|LlmNotConfigured|spec.llm.endpoint",
                "{}|LlmNotConfigured|spec.llm.model",
                "{model: m, endpoint: 'http://127.0.0.1:1/v1', apiKey: {secretKeyRef: {name: none, key: k}}}"
                        + "|SecretNotFound|spec.llm.apiKey",
            })
    void saysWhatToChangeOfTheProject(String spec, String reason, String hint) {
        assertThat(fails(spec, reason)).contains(hint);
        mended();
    }

    @Test
    void saysThatTheLlmIsSlow() {
        llm.silence();
        assertThat(fails(llm().replace("}", ", timeout: 1s}"), "LlmTimeout")).contains("within 1 s");
        mended();
    }

    @Test
    void showsNoKeyWhereItIsRefused() {
        shop.secret("llm", Map.of("key", "sk-very-secret-key-123456"));
        llm.status(401, "{\"error\": {\"message\": \"Incorrect API key: sk-very-secret-key-123456\"}}");
        var keyed = llm().replace("}", ", apiKey: {secretKeyRef: {name: llm, key: key}}}");
        assertThat(fails(keyed, "LlmRefused")).contains("401").doesNotContain("sk-very-secret");
        assertThat(llm.authorizations).contains("Bearer sk-very-secret-key-123456");
        mended();
    }

    @Test
    void asksWhatDeclinesNoMore() {
        llm.message(Map.of("role", "assistant", "content", "", "refusal", "I would rather not."), "stop");
        assertThat(fails(llm(), "LlmDeclined")).contains("I would rather not.");
        shop.touch();
        shop.staysSo(() -> assertThat(llm.requests).hasSize(1));
        llm.forget().content(answer(ORDERS));
        shop.question("totals", "mode: Model", "text: 'Which totals, please?'");
        shop.ready(Question.class, "totals");
    }

    @Test
    void asksNoMoreThanFourTimesForSense() {
        llm.content("forty-two");
        assertThat(fails(llm(), "LlmBadAnswer")).contains("corrected 3 times");
        assertThat(llm.requests).hasSize(4);
        llm.forget().content(answer(ORDERS));
        shop.question("totals", "mode: Model", "text: 'Which totals, please?'");
        shop.ready(Question.class, "totals");
    }

    @Test
    void sendsErrorsBackThreeTimesAndNoMore() {
        llm.content(answer("DELETE FROM sales.orders"))
                .content(answer("SELECT nonsense FROM sales.orders"))
                .content(answer("SELECT id FROM sales.ordres"))
                .content(answer("SELECT pg_sleep(60)"));
        assertThat(fails(llm(), "ForbiddenFunction")).contains("corrected 3 times", "pg_sleep");
        assertThat(llm.requests).hasSize(4);
        assertThat(llm.requests.get(1).toString()).contains("DELETE FROM sales.orders");
        assertThat(llm.requests.get(3).toString()).contains("sales.ordres", "nonsense");
        assertThat(shop.get(Question.class, "totals").getStatus().sql()).isEqualTo("SELECT pg_sleep(60)");
        assertThat(shop.get(Question.class, "totals").getStatus().usage().calls())
                .isEqualTo(4);
        shop.touch();
        shop.staysSo(() -> assertThat(llm.requests).hasSize(4));
    }

    @Test
    void stopsWhereTheLlmRepeatsItself() {
        llm.content(answer("DELETE FROM sales.orders"));
        assertThat(fails(llm(), "NotOneSelect")).contains("the same SQL again");
        assertThat(llm.requests).hasSize(2);
    }

    @Test
    void takesSqlThatWasCorrected() {
        llm.content(answer("SELECT nonsense FROM sales.orders"))
                .content(answer("SELECT status FROM sales.orders"))
                .content(answer(ORDERS));
        shop.project(llm());
        shop.pods.on(
                "validate",
                task -> task.path("sql").asText().contains("status")
                        ? Outcomes.fails("run", "permission denied for column status")
                                .apply(task)
                        : Outcomes.accepted(task));
        shop.question("totals", "mode: Model");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.usage().calls()).isEqualTo(3);
        assertThat(llm.requests.get(1).toString()).contains("nonsense");
        assertThat(llm.requests.get(2).toString()).contains("permission denied for column status");
    }

    @Test
    void keepsToTheBudgetOfTheDay() {
        llm.content(answer(ORDERS));
        shop.project(llm().replace("}", ", budget: {tokensPerDay: 1000}}"));
        shop.question("first");
        shop.ready(Question.class, "first");
        shop.question("second");
        assertThat(shop.notReady(Question.class, "second", "BudgetExceeded"))
                .contains("1234 of its 1000", "spec.llm.budget.tokensPerDay");
        assertThat(llm.requests).hasSize(1);
        project(llm().replace("}", ", budget: {tokensPerDay: 2000}}"));
        shop.ready(Question.class, "second");
    }

    @Test
    void asksBackWhatItNeedsToKnow() {
        llm.content(
                "{\"outcome\": \"clarify\", \"clarification\": \"Which year?\", \"choices\": [\"2024\", \"2025\"]}");
        assertThat(fails(llm(), "NeedsClarification")).startsWith("Which year?");
        var asked = shop.get(Question.class, "totals").getStatus().clarification();
        assertThat(asked.question()).isEqualTo("Which year?");
        assertThat(asked.choices()).isEqualTo(List.of("2024", "2025"));
        llm.forget().content(answer(ORDERS));
        shop.question("totals", "mode: Model", "text: 'Which totals in 2025?'");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.clarification()).isNull();
    }

    @Test
    void asksAgainOverNewTablesWhatTheDataDidNotHave() {
        llm.content("{\"outcome\": \"notInData\", \"missing\": \"There are no weekly figures.\"}");
        assertThat(fails(llm(), "NotInData")).contains("no weekly figures");
        assertThat(shop.get(Question.class, "totals").getStatus().missing()).isEqualTo("There are no weekly figures.");
        shop.touch();
        shop.staysSo(() -> assertThat(llm.requests).hasSize(1));
        llm.forget().content(answer("SELECT day FROM sales.weekly"));
        shop.pods.on("ingest", Outcomes::catalogWithWeekly);
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.missing()).isNull();
        assertThat(status.references()).containsExactly("source.sales.weekly");
        shop.ready(IntalgoProject.class, "shop");
    }

    /** The worker's verdict, with findings about SQL that holds a word. */
    private static JsonNode found(JsonNode task, String word, String finding) {
        var result = (ObjectNode) Outcomes.accepted(task);
        if (task.path("sql").asText().contains(word)) {
            result.putArray("findings").addObject().put("code", "NoRows").put("message", finding);
        }
        return result;
    }

    @Test
    void sendsFindingsBackOnceAndWarnsOfThoseThatStay() {
        llm.content(answer(ORDERS + " WHERE id < 0")).content(answer(ORDERS + " WHERE id < 1"));
        shop.project(llm());
        shop.pods.on("validate", task -> found(task, "WHERE", "The result has no rows."));
        shop.question("totals", "mode: Model");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.sql()).contains("id < 1");
        assertThat(status.warnings()).containsExactly("NoRows: The result has no rows.");
        assertThat(status.usage().calls()).isEqualTo(2);
        assertThat(llm.requests.get(1).toString()).contains("The result has no rows.");
        assertThat(shop.repository().file("models/totals.yml")).contains("warnings:", "The result has no rows.");
    }

    @Test
    void takesTheCandidateThatMostAgreeWith() {
        llm.content(answer("SELECT id, 1 AS total FROM sales.orders"))
                .content(answer(ORDERS))
                .content(answer("SELECT id, customer_id + 0 AS total FROM sales.orders"));
        shop.project(llm().replace("}", ", candidates: 3}"));
        shop.pods.on(
                "validate",
                task -> ((ObjectNode) Outcomes.accepted(task))
                        .put("result", task.path("sql").asText().contains("customer_id") ? "same" : "other"));
        shop.question("totals", "mode: Model");
        var status = shop.ready(Question.class, "totals").getStatus();
        assertThat(status.sql()).contains("customer_id AS total");
        assertThat(status.warnings()).isEmpty();
        assertThat(status.usage().calls()).isEqualTo(3);
    }

    @Test
    void understandsAnEndpointWithoutStructuredOutput() {
        llm.status(400, "{\"error\": {\"message\": \"response_format json_schema is not supported\"}}")
                .status(400, "{\"error\": {\"message\": \"response_format is not supported\"}}")
                .content("<think>{ which? }</think>Sure:\n```json\n" + answer(ORDERS) + "\n```\nThat is all.");
        shop.project(llm().replace("}", ", temperature: 0.5, maxTokens: 2000}"));
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        assertThat(llm.requests).hasSize(3);
        assertThat(llm.requests.getFirst().at("/response_format/type").asText()).isEqualTo("json_schema");
        assertThat(llm.requests.getLast().has("response_format")).isFalse();
        assertThat(llm.requests.getLast().at("/temperature").asDouble()).isEqualTo(0.5);
        assertThat(llm.requests.getLast().at("/max_completion_tokens").asInt()).isEqualTo(2000);
        shop.question("more", "mode: Model");
        shop.ready(Question.class, "more");
        assertThat(llm.requests).hasSize(4);
    }

    @Test
    void leavesAnLlmAloneThatIsDown() {
        shop.project("{model: m, endpoint: 'http://127.0.0.1:1/v1'}");
        for (int i = 0; i < 7; i++) {
            shop.question("totals-" + i, "mode: Model");
        }
        shop.eventually(() -> assertThat(IntStream.range(0, 7)
                        .mapToObj(i -> Workspace.condition(shop.get(Question.class, "totals-" + i), "Ready")
                                .getMessage()))
                .anySatisfy(message -> assertThat(message).contains("failed 5 times in a row")));
        llm.content(answer(ORDERS));
        project(llm());
        shop.ready(Question.class, "totals-0");
    }

    @Test
    void asksNoMoreQuestionsAtATimeThanTheProjectSays() {
        llm.silence();
        shop.project(llm().replace("}", ", concurrency: 1, timeout: 5s}"));
        shop.question("first", "mode: Model");
        shop.eventually(() -> assertThat(llm.requests).hasSize(1));
        shop.question("second", "mode: Model");
        assertThat(shop.waiting(Question.class, "second", "LlmBusy")).contains("1 questions at a time");
        assertThat(llm.requests).hasSize(1);
        llm.forget().content(answer(ORDERS));
        shop.ready(Question.class, "second");
        shop.ready(Question.class, "first");
    }

    @Test
    void saysThatItIsAsking() {
        llm.silence();
        shop.project(llm().replace("}", ", timeout: 5s}"));
        shop.question("totals", "mode: Model");
        assertThat(shop.waiting(Question.class, "totals", "Asking")).contains("being asked");
        llm.forget().content(answer(ORDERS));
        shop.ready(Question.class, "totals");
    }
}
