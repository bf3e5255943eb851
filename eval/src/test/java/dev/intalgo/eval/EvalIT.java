package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The measurements on a small database in a real PostgreSQL, with the runner's code; only the LLM is recorded. */
@EnabledIfEnvironmentVariable(named = "INTALGO_EVAL_PYTHON", matches = ".+", disabledReason = "dev/test sets it")
class EvalIT {
    private static final String DATA = "src/test/resources/shop";
    private static final String SPENT =
            "SELECT c.name, SUM(o.total) AS spent FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.name";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setProperty("intalgo.root", "..");
        System.setOut(new PrintStream(printed, true));
    }

    @AfterEach
    void stop() {
        System.setOut(out);
        System.clearProperty("intalgo.root");
    }

    @Test
    void rightSqlComesThrough() {
        assertThat(run("oracle")).isZero();
        assertThat(printed.toString()).contains("| all | 3 | 3 of 3 (100.0 %) | 0 | 0 |");
    }

    @Test
    void mistakesAreCaughtAndRepaired() {
        assertThat(run("mutants")).isZero();
        assertThat(printed.toString()).contains("| syntax error | 3 | 3 | 3 of 3 (100.0 %) |");
    }

    /** One right both ways, one right after a repair and wrong if asked naively, one wrong. */
    @Test
    void anLlmIsMeasuredThroughThePipelineAndNaively() throws Exception {
        try (var llm = new Recorded(EvalIT::says)) {
            assertThat(run("live", "--endpoint", llm.endpoint(), "--model", "small", "--append-to", report()))
                    .isZero();
        }
        assertThat(folder.resolve("report.md"))
                .content()
                .contains("| small | all | 3 | 2 of 3 (66.7 %) | 1 of 3 (33.3 %) | 0 of 3 (0.0 %) | 1 |")
                .contains("| small | class count | 1 | 0 of 1 (0.0 %) | 0 of 1 (0.0 %) |")
                .contains("| small | database shop | 3 |");
    }

    @Test
    void refusalsAreMeasuredWhereThereIsAnAnswerAndWhereThereIsNone() throws Exception {
        try (var llm = new Recorded(EvalIT::says)) {
            assertThat(run("unanswerable", "--endpoint", llm.endpoint(), "--model", "small", "--append-to", report()))
                    .isZero();
        }
        assertThat(folder.resolve("report.md"))
                .content()
                .contains("| small | 1 | 1 of 1 (100.0 %) | 1 of 1 (100.0 %) | 1 | 0 of 1 (0.0 %) | 0 of 1 (0.0 %) |");
    }

    @Test
    void anEndpointThatIsNotThereIsNoFigure() {
        assertThat(run("live", "--endpoint", "http://127.0.0.1:9/v1", "--model", "small", "--append-to", report()))
                .isEqualTo(1);
        assertThat(folder.resolve("report.md")).doesNotExist();
    }

    private static String says(JsonNode request) {
        String asked = request.path("messages").toString();
        Set<String> roles = new HashSet<>();
        request.path("messages").forEach(m -> roles.add(m.path("role").asText()));
        boolean naively = !roles.contains("system");
        if (asked.contains("sky")) {
            return naively
                    ? "SELECT 'from this I cannot say'"
                    : "{\"outcome\": \"notInData\", \"missing\": \"the sky\"}";
        }
        String sql = asked.contains("spend")
                ? roles.contains("assistant") ? SPENT : SPENT.replace("total", "totals")
                : asked.contains("Sort")
                        ? "SELECT id, name FROM customers ORDER BY name"
                        : "SELECT COUNT(*) FROM customers WHERE id < 3";
        return naively ? "```sql\n" + sql + "\n```" : Recorded.sql(sql);
    }

    private String report() {
        return folder.resolve("report.md").toString();
    }

    private static int run(String command, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = command;
        arguments[1] = "--data";
        arguments[2] = DATA;
        System.arraycopy(more, 0, arguments, 3, more.length);
        return new CommandLine(new Main()).execute(arguments);
    }
}
