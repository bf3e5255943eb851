package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.answer.LlmException.Reason;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class DraftTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

    @Test
    void addsUpWhatADayCosts() {
        var draft =
                Draft.empty("k").answered(List.of(sql("select 1")), TODAY).answered(List.of(sql("select 2")), TODAY);
        assertThat(draft.tokensOn(TODAY)).isEqualTo(22);
        assertThat(draft.calls()).isEqualTo(2);
        assertThat(draft.tokensOn(TODAY.plusDays(1))).isZero();
        assertThat(draft.answered(List.of(sql("select 3")), TODAY.plusDays(1)).tokensOn(TODAY.plusDays(1)))
                .isEqualTo(11);
    }

    @Test
    void keepsTheDaysCostForAnotherQuestion() {
        var draft = Draft.empty("k").answered(List.of(sql("select 1")), TODAY).restarted("other");
        assertThat(draft.said()).isNull();
        assertThat(draft.tokensOn(TODAY)).isEqualTo(11);
    }

    @Test
    void sendsTheErrorBackAndAsksAgain() {
        var draft = Draft.empty("k").answered(List.of(sql("select x")), TODAY).rejected("UnknownColumn", "no x");
        assertThat(draft.said()).isNull();
        assertThat(draft.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.sql()).isEqualTo("select x");
            assertThat(attempt.error()).isEqualTo("no x");
        });
    }

    @Test
    void paysForAnswersThatAreOfNoUse() {
        var usage = new Usage("m", 10, 1);
        var nonsense = Draft.empty("k").wasted(new LlmException(Reason.LlmBadAnswer, "not JSON"), usage, TODAY);
        assertThat(nonsense.said()).isNull();
        assertThat(nonsense.attempts()).containsExactly(new Attempt("", "not JSON"));
        assertThat(nonsense.tokensOn(TODAY)).isEqualTo(11);
        var declined = nonsense.wasted(new LlmException(Reason.LlmDeclined, "no"), usage, TODAY);
        assertThat(declined.said().declined()).isEqualTo("no");
        assertThat(declined.tokensOn(TODAY)).isEqualTo(22);
    }

    @Test
    void isTheSameAfterARestart() throws Exception {
        var json = new ObjectMapper();
        var draft = Draft.empty("k").answered(List.of(sql("select x")), TODAY).rejected("UnknownColumn", "no x");
        assertThat(json.readValue(json.writeValueAsString(draft), Draft.class)).isEqualTo(draft);
        var said = draft.answered(List.of(sql("select y")), TODAY);
        assertThat(json.readValue(json.writeValueAsString(said), Draft.class)).isEqualTo(said);
    }

    private static Completion sql(String sql) {
        return new Completion.Sql(
                sql, "", List.of(new ColumnPlan("x", "")), List.of(), List.of(), new Usage("m", 10, 1));
    }
}
