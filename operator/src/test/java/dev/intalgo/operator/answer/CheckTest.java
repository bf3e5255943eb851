package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.adapter.Adapters;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import dev.intalgo.operator.sql.SqlRejected;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Catalog SHOP = new Catalog(List.of(
            table("orders", "id", "customer_id", "total", "discount"), table("items", "id", "order_id", "quantity")));
    private static final String FANS_OUT = "select o.customer_id, sum(o.total) / sum(o.discount) as ratio from orders o"
            + " join items i on i.order_id = o.id group by o.customer_id";

    private static final String COLUMNS =
            "{\"ok\": true, \"columns\": [{\"name\": \"id\"}, {\"name\": \"customer_id\"}, {\"name\": \"x\"}]%s}";

    private static Table table(String name, String... columns) {
        List<Column> all = Stream.of(columns)
                .map(c -> new Column(c, "numeric", !c.equals("id"), c.equals("id"), "The " + c + "."))
                .toList();
        return new Table("shop", "public", name, Table.Kind.TABLE, "", all, List.of());
    }

    private static Check check(Said said) throws SqlRejected {
        return check(said, "c0ffee");
    }

    private static Check check(Said said, String commit) throws SqlRejected {
        Brief brief = new Brief(
                "ratios",
                Mode.MODEL,
                "Which ratio?",
                List.of(),
                "",
                "",
                "k",
                Adapters.load().find("postgres").orElseThrow(),
                Set.of(),
                SHOP,
                SHOP,
                List.of(),
                Map.of(),
                commit,
                true);
        return Check.of(brief, said, Draft.empty("k"));
    }

    private static Said planned(String sql) {
        List<ColumnPlan> columns = List.of(new ColumnPlan("customer_id", "Who"), new ColumnPlan("ratio", "How much"));
        return new Said(sql, "Ratios", columns, List.of("customer_id"), List.of(), null, List.of(), null, null);
    }

    private static Verdict.Accepted accepted(Check check, String result) throws JsonProcessingException {
        return (Verdict.Accepted) check.verdict(JSON.readTree(result));
    }

    @Test
    void isTheSameAfterACommitOfAnotherAnswerAndAnotherForOtherSql() throws SqlRejected {
        ObjectNode one = check(planned(FANS_OUT), "c0ffee").essence();
        assertThat(check(planned(FANS_OUT), "decaf").essence()).isEqualTo(one);
        assertThat(check(planned("select 1 as customer_id, 2 as ratio"), "c0ffee")
                        .essence())
                .isNotEqualTo(one);
    }

    @Test
    void tellsTheWorkerWhatThePlanPromises() throws SqlRejected {
        JsonNode task = check(planned(FANS_OUT)).task();
        assertThat(task.path("columns").toString()).isEqualTo("[\"customer_id\",\"ratio\"]");
        assertThat(task.path("grain").toString()).isEqualTo("[\"customer_id\"]");
        JsonNode probe = task.path("probes").path(0);
        assertThat(probe.path("code").asText()).isEqualTo("FanOut");
        assertThat(probe.path("message").asText()).contains("sum(o.total)").contains("public.orders");
        assertThat(probe.path("sql").asText())
                .contains("{{ source('public', 'items') }} i on i.order_id = o.id")
                .contains("group by o.id, o.customer_id");
    }

    @Test
    void findingsAreThoseOfTheSqlAndThenThoseOfItsRows() throws SqlRejected, JsonProcessingException {
        var verdict = accepted(check(planned(FANS_OUT)), """
                {"ok": true, "columns": [{"name": "customer_id", "type": "numeric"}], "result": "f00",
                 "findings": [{"code": "NoRows", "message": "It has no rows."},
                              {"code": "NoRows", "message": "It has no rows."}]}""");
        assertThat(verdict.findings()).hasSize(2);
        assertThat(verdict.findings().getFirst()).startsWith("DivisionByZero: sum(o.discount) may be zero");
        assertThat(verdict.findings().getLast()).isEqualTo("NoRows: It has no rows.");
        assertThat(verdict.result()).isEqualTo("f00");
        assertThat(verdict.answer().grain()).containsExactly("customer_id");
    }

    @Test
    void aGrainThatDoesNotHoldIsNotTested() throws SqlRejected, JsonProcessingException {
        var verdict = accepted(check(planned("select customer_id, total as ratio from orders")), """
                {"ok": true, "columns": [], "findings": [{"code": "GrainNotUnique", "message": "Up to 5 rows."}]}""");
        assertThat(verdict.findings()).containsExactly("GrainNotUnique: Up to 5 rows.");
        assertThat(verdict.answer().grain()).isEmpty();
    }

    @Test
    void sqlByHandPromisesNothingButIsReviewed() throws SqlRejected, JsonProcessingException {
        Check check = check(Said.byHand("select id / discount as x from orders limit 5"));
        assertThat(check.task().path("columns")).isEmpty();
        assertThat(check.task().path("grain")).isEmpty();
        assertThat(check.task().path("probes")).isEmpty();
        assertThat(accepted(check, "{\"ok\": true, \"columns\": [], \"findings\": []}")
                        .findings())
                .extracting(f -> f.substring(0, f.indexOf(':')))
                .containsExactly("DivisionByZero", "LimitWithoutOrder");
    }

    @Test
    void refusesWhatTheWorkerRefuses() throws SqlRejected, JsonProcessingException {
        Verdict verdict = check(planned(FANS_OUT))
                .verdict(JSON.readTree("{\"ok\": false, \"step\": \"explain\", \"message\": \"no\"}"));
        assertThat(verdict).isEqualTo(new Verdict.Refused("InvalidSql", "no"));
    }

    private static List<String> tested(Check check, String result) throws JsonProcessingException {
        return accepted(check, result).answer().columns().stream()
                .filter(ModelColumn::notNull)
                .map(ModelColumn::name)
                .toList();
    }

    @Test
    void testsTheColumnsOfAGrainOfSeveralThatAreNeverNull() throws SqlRejected, JsonProcessingException {
        Said said = new Said(
                "select o.id, o.customer_id, i.id as x from orders o left join items i on i.order_id = o.id",
                "",
                List.of(),
                List.of("id", "x"),
                List.of(),
                null,
                List.of(),
                null,
                null);
        assertThat(tested(check(said), COLUMNS.formatted(""))).containsExactly("id", "x");
        assertThat(tested(check(said), COLUMNS.formatted(", \"nulls\": [\"x\"]")))
                .containsExactly("id");
        String repeated = ", \"findings\": [{\"code\": \"GrainNotUnique\", \"message\": \"!\"}]";
        assertThat(tested(check(said), COLUMNS.formatted(repeated))).containsExactly("id");
    }

    @Test
    void makesNoTestOfAGrainThatMayBeNull() throws SqlRejected, JsonProcessingException {
        Verdict.Accepted verdict = accepted(check(planned(FANS_OUT)), "{\"ok\": true, \"nulls\": [\"customer_id\"]}");
        assertThat(verdict.answer().grain()).isEmpty();
    }

    @Test
    void testsSqlByHandByWhatItsTablesNeverLeaveEmpty() throws SqlRejected, JsonProcessingException {
        Check check = check(Said.byHand("select id, customer_id, total + 1 as x from orders"));
        assertThat(tested(check, COLUMNS.formatted(""))).containsExactly("id");
    }

    @Test
    void describesColumnsAsTheirTablesDo() throws SqlRejected, JsonProcessingException {
        Check check = check(Said.byHand("select id, customer_id as x, total as customer_id from orders"));
        assertThat(accepted(check, COLUMNS.formatted("")).answer().columns())
                .extracting(ModelColumn::description)
                .containsExactly("The id.", "The total.", "The customer_id.");
    }
}
