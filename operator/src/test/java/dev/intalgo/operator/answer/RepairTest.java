package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairTest {
    @Test
    void asksAgainThreeTimes() {
        assertThat(Repair.stop(failed())).isEmpty();
        assertThat(Repair.stop(failed("a"))).isEmpty();
        assertThat(Repair.stop(failed("a", "b", "c"))).isEmpty();
        assertThat(Repair.stop(failed("a", "b", "c", "d")))
                .hasValueSatisfying(w -> assertThat(w).contains("3 times"));
    }

    @Test
    void stopsWhenTheSameSqlComesTwice() {
        assertThat(Repair.stop(failed("select 1", "select\n  1 ;")))
                .hasValueSatisfying(w -> assertThat(w).contains("same SQL"));
        assertThat(Repair.stop(failed("a", "b", "a"))).isPresent();
        assertThat(Repair.stop(failed("", ""))).isEmpty();
    }

    private static List<Attempt> failed(String... sql) {
        return Arrays.stream(sql).map(s -> new Attempt(s, "error")).toList();
    }
}
