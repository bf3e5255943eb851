package dev.intalgo.operator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.answer.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Example REVENUE = new Example("What was the revenue by month?", "select 1");
    private static final Example COUNTRIES = new Example("Which countries have the most customers?", "select 2");
    private static final Example SHIPPED = new Example("How long does shipping take?", "select 3");

    @Test
    void choosesTheMostSimilarFirst() {
        assertThat(similar("Revenue of each country by month")).containsExactly(REVENUE, COUNTRIES);
    }

    @Test
    void choosesNoneThatHasNothingInCommon() {
        assertThat(similar("Who is absent?")).isEmpty();
        assertThat(Examples.similar(List.of(), "revenue", 3)).isEmpty();
    }

    @Test
    void choosesNotMoreThanAsked() {
        assertThat(Examples.similar(List.of(REVENUE, COUNTRIES), "customers and revenue", 1))
                .hasSize(1);
    }

    private static List<Example> similar(String question) {
        return Examples.similar(List.of(SHIPPED, COUNTRIES, REVENUE), question, 3);
    }
}
