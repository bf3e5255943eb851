package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.answer.LlmException.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmClientTest {
    private static final Prompt PROMPT = new Prompt(
            "Who spent most?",
            List.of(),
            "Model",
            "postgres",
            "Revenue means paid orders.",
            "public.orders(id)",
            List.of());
    private static final String ANSWER = """
            {"outcome":"answer","plan":{"grain":["id"],"joins":["Each order with its customer."],"columns":[{"name":"id","description":"The customer"}]},
             "sql":"select id from public.orders;","description":"Customers.","clarification":"","choices":[],"missing":""}
            """;

    private final FakeLlm llm = new FakeLlm();
    private final LlmClient client = new LlmClient();

    LlmClientTest() throws IOException {}

    @AfterEach
    void close() {
        client.close();
        llm.close();
    }

    @Test
    void returnsSqlWithItsPlanAndWhatItCost() throws LlmException {
        llm.content(ANSWER);

        assertThat(client.ask(llm.settings(), PROMPT, List.of()))
                .isEqualTo(new Completion.Sql(
                        "select id from public.orders;",
                        "Customers.",
                        List.of(new ColumnPlan("id", "The customer")),
                        List.of("id"),
                        List.of("Each order with its customer."),
                        new Usage("small-model-2026", 1200, 34)));
        assertThat(llm.authorizations).containsExactly("Bearer sk-very-secret-key-123456");
    }

    @Test
    void asksForStructuredOutputWithTheWholePrompt() throws LlmException {
        llm.content(ANSWER);

        client.ask(llm.settings(), PROMPT, List.of(new Attempt("select x", "column x does not exist")));

        JsonNode request = llm.requests.getFirst();
        assertThat(request.at("/model").asText()).isEqualTo("small-model");
        assertThat(request.at("/response_format/type").asText()).isEqualTo("json_schema");
        JsonNode schema = request.at("/response_format/json_schema/schema");
        assertThat(schema.at("/properties").fieldNames())
                .toIterable()
                .containsExactly("outcome", "plan", "sql", "description", "clarification", "choices", "missing");
        assertThat(schema.findValue("plan").findValue("properties").fieldNames())
                .toIterable()
                .containsExactly("grain", "joins", "columns");
        assertThat(schema.at("/properties/outcome/enum"))
                .hasSize(3)
                .allSatisfy(outcome -> assertThat(Reply.parse("{\"outcome\": %s}".formatted(outcome)).outcome)
                        .isNotNull());
        assertThat(schema.at("/required")).hasSize(7);
        assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
        assertThat(request.at("/messages").findValuesAsText("role"))
                .containsExactly("system", "user", "assistant", "user");
        assertThat(request.at("/messages/1/content").asText())
                .contains("SQL dialect: postgres", "<schema>\npublic.orders(id)", "Who spent most?", "paid orders");
        assertThat(request.at("/messages/2/content").asText()).contains("\"sql\":\"select x\"");
        assertThat(request.at("/messages/3/content").asText()).contains("column x does not exist");
    }

    @Test
    void returnsAQuestionBackAndWhatIsMissing() throws LlmException {
        llm.content("{\"outcome\":\"clarify\",\"clarification\":\"Gross or net?\",\"choices\":[\"gross\",\"net\"]}")
                .content("```json\n{\"outcome\":\"notInData\",\"missing\":\"The weather\"}\n```");

        assertThat(client.ask(llm.settings(), PROMPT, List.of()))
                .isInstanceOfSatisfying(
                        Completion.Clarify.class, c -> assertThat(c.choices()).containsExactly("gross", "net"));
        assertThat(client.ask(llm.settings(), PROMPT, List.of()))
                .isInstanceOfSatisfying(
                        Completion.NotInData.class, c -> assertThat(c.missing()).isEqualTo("The weather"));
    }

    @Test
    void needsNoKey() throws LlmException {
        llm.content(ANSWER);

        client.ask(new LlmSettings(llm.endpoint(), "m", null, Duration.ofSeconds(20)), PROMPT, List.of());

        assertThat(llm.authorizations).containsExactly("Bearer none");
    }

    @Test
    void aKeyWithALineBreakAtItsEndWorks() throws LlmException {
        llm.content(ANSWER);

        client.ask(new LlmSettings(llm.endpoint(), "m", "abc\n", Duration.ofSeconds(20)), PROMPT, List.of());

        assertThat(llm.authorizations).containsExactly("Bearer abc");
    }

    @ParameterizedTest
    @CsvSource({
        "400, LlmRefused, does not accept the request",
        "401, LlmRefused, does not accept the API key",
        "403, LlmRefused, does not accept the API key",
        "404, LlmRefused, does not know the model small-model",
    })
    void aRefusalSaysWhatToChangeAndIsNotRetried(int status, Reason reason, String says) {
        llm.status(status, "{\"error\":{\"message\":\"no: sk-very-secret-key-123456\",\"code\":\"x\"}}");

        LlmException failure = fails(llm.settings());

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining(says).hasMessageContaining("no: ");
        assertThat(llm.requests).hasSize(1);
    }

    @Test
    void anEndpointThatLimitsItsRateSaysWhenToComeBack() {
        llm.status(429, Map.of("Retry-After", "1"), "{\"error\":{\"message\":\"slow down\"}}");

        LlmException failure = fails(llm.settings());

        assertThat(failure.reason()).isEqualTo(Reason.LlmRateLimited);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(llm.requests).hasSize(3);
    }

    @Test
    void anExhaustedQuotaIsARefusal() {
        llm.status(
                429, Map.of("Retry-After", "0"), "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}");

        assertThat(fails(llm.settings()).reason()).isEqualTo(Reason.LlmRefused);
    }

    @Test
    void aFailureForTheMomentIsTriedAgain() throws LlmException {
        llm.status(500, "{\"error\":{\"message\":\"oops\"}}")
                .status(503, "busy")
                .content(ANSWER);

        assertThat(client.ask(llm.settings(), PROMPT, List.of())).isInstanceOf(Completion.Sql.class);
        assertThat(llm.requests).hasSize(3);
    }

    @Test
    void aServerThatKeepsFailingIsUnreachable() {
        llm.status(500, "{\"error\":{\"message\":\"oops\"}}");

        LlmException failure = fails(llm.settings());

        assertThat(failure.reason()).isEqualTo(Reason.LlmUnreachable);
        assertThat(failure).hasMessageContaining("HTTP 500").hasMessageContaining("oops");
    }

    @Test
    void nobodyThereIsUnreachable() {
        LlmSettings settings = llm.settings();
        llm.close();

        LlmException failure = fails(settings);

        assertThat(failure.reason()).isEqualTo(Reason.LlmUnreachable);
        assertThat(failure).hasMessageContaining("cannot be reached").hasMessageContaining("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "http://", "ftp://x", ""})
    void anEndpointThatIsNoUrlIsSaidToBeOne(String endpoint) {
        assertThat(fails(new LlmSettings(endpoint, "m", "k", Duration.ofSeconds(5))))
                .isNotNull();
    }

    @Test
    void aSlowAnswerEndsAtTheTimeout() {
        llm.silence();
        Instant start = Instant.now();

        LlmException failure =
                fails(new LlmSettings(llm.endpoint(), "m", "sk-very-secret-key-123456", Duration.ofSeconds(1)));

        assertThat(failure.reason()).isEqualTo(Reason.LlmTimeout);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "I am sorry, Dave",
                "{\"outcome\":\"answer\"}",
                "{\"outcome\":\"answer\",\"sql\":\"  \"}",
                "{\"outcome\":\"maybe\",\"sql\":\"select 1\"}",
                "{\"outcome\":\"answer\",\"sql\":\"select id fr",
                "{\"outcome\":\"clarify\"}",
                "{\"outcome\":\"notInData\",\"missing\":null}",
                "{\"outcome\":\"answer\",\"sql\":{\"a\":1}}"
            })
    void anythingElseThanTheJsonAskedForIsABadAnswer(String content) {
        llm.content(content);

        assertThat(fails(llm.settings()).reason()).isEqualTo(Reason.LlmBadAnswer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>It works!</html>",
                "{}",
                "[]",
                "\"x\"",
                "{\"choices\":[]}",
                "{\"choices\":\"x\"}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"message\":{}}]}"
            })
    void aBodyThatIsNoCompletionIsABadAnswer(String body) {
        llm.status(200, body);

        assertThat(fails(llm.settings()).reason()).isEqualTo(Reason.LlmBadAnswer);
    }

    @Test
    void aRefusalOfTheModelIsARefusal() {
        llm.message(Map.of("role", "assistant", "refusal", "I cannot help with that"), "stop")
                .message(Map.of("role", "assistant", "content", ""), "content_filter");

        assertThat(fails(llm.settings())).hasMessageContaining("I cannot help with that");
        LlmException filtered = fails(llm.settings());
        assertThat(filtered.reason()).isEqualTo(Reason.LlmDeclined);
        assertThat(filtered.usage()).isPresent();
    }

    @Test
    void anAnswerThatIsCutOffSaysSo() {
        llm.message(Map.of("role", "assistant", "content", ANSWER), "length");

        assertThat(fails(llm.settings())).hasMessageContaining("cut off");
    }

    /** The failure, of which it is checked that nothing gives the key away. */
    private LlmException fails(LlmSettings settings) {
        LlmException failure = catchThrowableOfType(LlmException.class, () -> client.ask(settings, PROMPT, List.of()));
        assertThat(failure).isNotNull();
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("very-secret");
        assertThat(failure.getMessage()).doesNotContain("\tat ").hasSizeLessThan(1_000);
        assertThat(settings.toString()).doesNotContain("very-secret");
        return failure;
    }
}
