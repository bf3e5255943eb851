package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContestantsTest {
    @Test
    void takesTheSqlFromAFence() {
        assertThat(Contestants.sql("Here it is:\n```sql\nSELECT 1\n```\nDone.")).hasValue("SELECT 1");
        assertThat(Contestants.sql("```\nWITH a AS (SELECT 1) SELECT * FROM a\n```"))
                .hasValue("WITH a AS (SELECT 1) SELECT * FROM a");
    }

    @Test
    void takesTheSqlAloneAndAfterThoughts() {
        assertThat(Contestants.sql("<think>SELECT 2?</think>\nselect 1")).hasValue("select 1");
        assertThat(Contestants.sql("(SELECT 1)")).hasValue("(SELECT 1)");
    }

    @Test
    void findsNoSqlInWords() {
        assertThat(Contestants.sql("I cannot select this from your tables.")).isEmpty();
        assertThat(Contestants.sql("")).isEmpty();
    }
}
