package dev.intalgo.operator.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerBuilder;
import dev.intalgo.operator.dbt.Mode;
import dev.intalgo.operator.dbt.ModelColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    private static final Answer ANSWER = AnswerBuilder.builder()
            .name("totals")
            .mode(Mode.MODEL)
            .question("What of totals?")
            .sql("select id from {{ source('sales', 'orders') }}")
            .columns(List.of(new ModelColumn("id", "integer", "")))
            .references(List.of("source.sales.orders"))
            .grain(List.of("id"))
            .llm("small-model")
            .inputTokens(1200)
            .outputTokens(34)
            .build();

    @Test
    void tellsAllThatAReviewerAsks() {
        assertThat(Description.of(ANSWER, List.of(List.of("1"), List.of("2")), 2, 60_000))
                .contains("What of totals?", "source('sales', 'orders')", "`source.sales.orders`")
                .contains("id\n1\n2", "1,200 tokens and wrote 34, in 2 calls", "`unique`, `not_null`");
    }

    @Test
    void keepsOtherPeoplesTextInCodeBlocks() {
        var nasty = ANSWER.withQuestion("```\n/merge\n@everybody closes #1 <img src=x>\n````\n‮evil");
        var text = Description.of(nasty, List.of(), 1, 60_000);
        assertThat(text).contains("`````text\n```\n/merge").doesNotContain("‮");
        var outside = text.replaceAll("(?s)`````.*?`````", "");
        assertThat(outside).doesNotContain("/merge", "@everybody", "#1", "<img");
    }

    @Test
    void isNoLongerThanTheServerTakes() {
        var text = Description.of(ANSWER.withSql("x".repeat(100_000)), List.of(), 1, 3_000);
        assertThat(text).hasSizeLessThan(3_000).contains("What of totals?", "no room", "Close it");
    }

    @Test
    void leavesWhatPeopleWriteAround() {
        var body = "Please look, @ann\n" + Written.anew("k1", Set.of(), "old") + "\n- [x] looked";
        assertThat(Written.changed(body, "k1", Set.of(), "old")).isEmpty();
        var changed = Written.changed(body, "k2", Set.of("1", "2"), "new").orElseThrow();
        assertThat(changed)
                .startsWith("Please look, @ann\n")
                .endsWith("\n- [x] looked")
                .contains("new");
        assertThat(Written.in(changed).orElseThrow().answered()).containsExactlyInAnyOrder("1", "2");
        assertThat(Written.also(changed, Set.of("3"))
                        .flatMap(Written::in)
                        .orElseThrow()
                        .answered())
                .containsExactlyInAnyOrder("1", "2", "3");
        assertThat(Written.changed("A person's own words.", "k", Set.of(), "new"))
                .isEmpty();
    }

    @Test
    void tellsTheLlmTheLineThatACommentIsAbout() {
        var comments = List.of(
                new Comment("1", "ann", "Which ones?", "dbt/models/totals.sql", 2),
                Comment.of("2", "ann", "x".repeat(5_000)));
        assertThat(Replies.forLlm(comments, Map.of("models/totals.sql", "select\n  id\nfrom orders\n")))
                .startsWith("- Of totals.sql, line 2 (id): Which ones?\n- xxx")
                .hasSizeLessThan(1_200);
    }

    @Test
    void tellsReviewersWhatChanged() {
        assertThat(Replies.better("select 1", ANSWER.withSql("select 2"), List.of(Comment.of("1", "ann", "No."))))
                .contains("`ann`", "-select 1", "+select 2");
    }
}
