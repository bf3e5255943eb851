package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever comes in, the first look at it ends in pieces or in words that help. */
class LexerFuzzTest {

    @Property(tries = 3_000)
    void leavesOutNothingButSpace(@ForAll("dialects") Dialect dialect, @ForAll("texts") String sql) {
        List<Piece> pieces;
        try {
            pieces = Lexer.pieces(sql, dialect);
        } catch (SqlRejected rejected) {
            assertThat(rejected.getMessage()).isNotBlank();
            return;
        }
        int at = 0;
        for (Piece piece : pieces) {
            assertThat(piece.start()).isGreaterThanOrEqualTo(at);
            assertThat(piece.end()).isGreaterThan(piece.start());
            assertThat(sql.substring(at, piece.start())).isBlank();
            at = piece.end();
        }
        assertThat(sql.substring(at)).isBlank();
    }

    @Property(tries = 3_000)
    void guardsAnyPieces(@ForAll("dialects") Dialect dialect, @ForAll("texts") String sql) {
        try {
            Guard.check(sql, Lexer.pieces(sql, dialect), dialect, Set.of("denied*"));
        } catch (SqlRejected rejected) {
            assertThat(rejected.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
    void rewritesOrRefusesInAnyDialect(@ForAll("dialects") Dialect dialect, @ForAll("texts") String text) {
        try {
            SqlRewriter.rewrite("select " + text, dialect.name(), FunctionRules.KNOWN, Corpus.RELATIONS);
        } catch (SqlRejected rejected) {
            assertThat(rejected.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<Dialect> dialects() {
        return Arbitraries.of(DialectsTest.DIALECTS).map(Dialect::of);
    }

    /** What lexers stumble over, with words between. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> signs = Arbitraries.strings()
                .withChars("'\"`[](){}%#$@\\/*-+!;,.:&=<> \t\n\r\0\u00a0\u2028\u202eqQnNeEuU01é😀")
                .ofMaxLength(4);
        Arbitrary<String> words = Arbitraries.of(
                "select ",
                " from ",
                "orders",
                "id",
                " for update",
                "into",
                "denied(",
                "{{ ref('top_customers') }}",
                "--",
                "/*",
                "*/",
                "''",
                "with x as (",
                " in ",
                "lower(",
                " next value for ",
                "'''",
                "$$");
        return Arbitraries.oneOf(signs, words).list().ofMaxSize(12).map(parts -> String.join("", parts));
    }
}
