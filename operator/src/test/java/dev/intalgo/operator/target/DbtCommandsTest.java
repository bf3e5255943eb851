package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class DbtCommandsTest {
    private static final Run RUN = Runs.of(Granularity.PROJECT);

    @Test
    void buildsTheSelection() {
        var run = RUN.withSelection(
                new Selection(List.of("+top_customers", "tag:daily"), List.of("stock"), Optional.empty()));
        assertThat(DbtCommands.of(run))
                .containsExactly("dbt deps", "dbt build --select +top_customers tag:daily --exclude stock");
    }

    @Test
    void hasTheOptions() {
        var options = new Options(
                new TreeMap<>(Map.of("day", "it's", "n", 1)), OptionalInt.of(8), Optional.empty(), false, true);
        var run = RUN.withSelection(new Selection(List.of(), List.of(), Optional.of("nightly")))
                .withOptions(options);
        assertThat(DbtCommands.of(run).getLast())
                .isEqualTo("dbt build --selector nightly --vars '{\"day\":\"it'\"'\"'s\",\"n\":1}'"
                        + " --threads 8 --full-refresh");
    }

    @Test
    void leavesNoReferenceForThePlatformToFillIn() {
        assertThat(DbtCommands.quoted("tag:${secrets.x}{{job.id}}")).isEqualTo("'tag:$''{secrets.x}{''{job.id}}'");
    }

    @Property(tries = 300)
    void isOneWordForAShell(@ForAll @NotEmpty String word) {
        var quoted = DbtCommands.quoted(word);
        assertThat(unquoted(quoted)).isEqualTo(word);
        assertThat(quoted).doesNotContain("${", "{{");
    }

    /** What a POSIX shell makes of a word of plain and quoted parts. */
    private static String unquoted(String quoted) {
        var text = new StringBuilder();
        char open = 0;
        for (char c : quoted.toCharArray()) {
            if (open == 0 && (c == '\'' || c == '"')) {
                open = c;
            } else if (c == open) {
                open = 0;
            } else {
                assertThat(open != 0 || Character.toString(c).matches("[A-Za-z0-9_@%+=:,./-]"))
                        .as(quoted)
                        .isTrue();
                text.append(c);
            }
        }
        assertThat((int) open).isZero();
        return text.toString();
    }
}
