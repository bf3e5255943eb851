package dev.intalgo.operator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void splitsNamesAsTheyAreWritten() {
        assertThat(Words.of("orderItems ORDER_ITEM2"))
                .contains("order", "item", "2")
                .doesNotContain("items");
    }

    @Test
    void takesTheCompoundsOfAQuestionTogether() {
        assertThat(Words.asked("How many check-ins are there?")).contains("check", "checkin");
    }

    @Test
    void leavesOutWhatAllQuestionsHave() {
        assertThat(Words.of("How many of our customers are there, each by city's name?"))
                .containsExactlyInAnyOrder("customer", "city", "name");
    }

    @Test
    void knowsTextWithoutWords() {
        assertThat(Words.of(" -- ?! \n")).isEmpty();
    }
}
