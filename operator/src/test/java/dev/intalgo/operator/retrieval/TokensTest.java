package dev.intalgo.operator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void countsAsTheEncodingDoes() {
        // Of OpenAI's tiktoken.
        assertThat(Tokens.count("hello world")).isEqualTo(2);
        assertThat(Tokens.count("<|endoftext|>")).isGreaterThan(1);
    }

    @Property(tries = 500)
    void ofLinesTheCountsAddUp(@ForAll("lines") List<String> lines) {
        assertThat(lines.stream().mapToInt(Tokens::count).sum()).isEqualTo(Tokens.count(String.join("", lines)));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.strings()
                .withChars("ab_.\"'`(){},-> \u4e2d9/")
                .ofMinLength(1)
                .ofMaxLength(40)
                .map(s -> "x" + s.stripTrailing() + "\n")
                .list()
                .ofMaxSize(20);
    }
}
