package dev.intalgo.console.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "How much did we sell?|a1|how-much-did-we-sell-a1",
                "Größe & Zahl!|b2|gro-e-zahl-b2",
                "Umsätze nach Monat||umsatze-nach-monat",
                "???|c3|question-c3",
            })
    void areMadeOfTheFirstWords(String text, String once, String name) {
        assertThat(Names.of(text, once == null ? "" : once)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "日本語", "-x-", "../../etc", "A", "\u0000"})
    void areAlwaysTakenByKubernetes(String text) {
        assertThat(Names.of(text, "N0-Such\"")).matches(Names.PATTERN).hasSizeLessThan(64);
    }

    @Test
    void areShortThoughTheTextIsLong() {
        assertThat(Names.of("a".repeat(5000), "a1")).matches(Names.PATTERN).hasSize(43);
    }

    @Test
    void endWithAWholeWord() {
        assertThat(Names.of("which customers of the northern region returned the most", ""))
                .isEqualTo("which-customers-of-the-northern-region");
    }
}
