package dev.intalgo.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoldTest {
    @Test
    void anyOfTheColumnsInBracesWillDo() {
        assertThat(Gold.expansions("SELECT {a.x, a.y} FROM a"))
                .containsExactlyInAnyOrder("SELECT a.x FROM a", "SELECT a.y FROM a", "SELECT a.x, a.y FROM a");
    }

    @Test
    void emptyBracesAreTheSameColumnsWithoutTheirNewNames() {
        assertThat(Gold.expansions("SELECT {x AS one, y}, COUNT(*) FROM a GROUP BY {}"))
                .containsExactlyInAnyOrder(
                        "SELECT x AS one, COUNT(*) FROM a GROUP BY x",
                        "SELECT y, COUNT(*) FROM a GROUP BY y",
                        "SELECT x AS one, y, COUNT(*) FROM a GROUP BY x, y");
    }

    @Test
    void aCommaWithinAFunctionSeparatesNothing() {
        assertThat(Gold.expansions("SELECT {round(x, 2), y} FROM a")).contains("SELECT round(x, 2) FROM a");
    }

    @Test
    void aSemicolonSeparatesAlternativesExceptInAText() {
        assertThat(Gold.alternatives("SELECT 'a;b';SELECT {x, y} FROM a;"))
                .containsExactly("SELECT 'a;b'", "SELECT x, y FROM a");
    }

    @Test
    void theOrderIsThatOfTheColumnsThatArePutOut() {
        assertThat(Gold.order("SELECT name, COUNT(*) AS n FROM a GROUP BY name ORDER BY n DESC, 1, other"))
                .containsExactly(1, 0);
        assertThat(Gold.order("SELECT name FROM a ORDER BY other, name")).isEmpty();
    }
}
