package dev.intalgo.operator.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.intalgo.operator.adapter.Adapters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first wall: what is refused before anything reaches the database. */
class SafetyTest {

    static Stream<Corpus.Case> attacks() {
        return Corpus.cases("attacks.yaml");
    }

    static Stream<Corpus.Case> harmless() {
        return Corpus.cases("harmless.yaml");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refuses(Corpus.Case attack) {
        SqlRejected rejected = catchThrowableOfType(SqlRejected.class, attack::rewrite);

        assertThat(rejected).as("accepted: %s", attack).isNotNull();
        assertThat(rejected.reason().name()).as(rejected.getMessage()).isEqualTo(attack.reason());
        assertThat(rejected.getMessage()).isNotBlank().hasSizeLessThan(2_100);
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void acceptsAndChangesOnlyRelations(Corpus.Case question) throws SqlRejected {
        Rewrite rewrite = question.rewrite();

        if (question.dbt() != null) {
            assertThat(rewrite.dbtSql()).isEqualTo(question.dbt());
        } else {
            RoundTrip.assertOnlyRelationsChanged(question.sql(), rewrite.dbtSql());
        }
    }

    @Test
    void theListsHaveNoStatementTwiceAndAreLongEnough() {
        for (String list : List.of("attacks.yaml", "harmless.yaml")) {
            Set<String> seen = new HashSet<>();
            assertThat(Corpus.cases(list)).allMatch(c -> seen.add(c.toString()));
            assertThat(seen).hasSizeGreaterThan(list.startsWith("attacks") ? 600 : 250);
        }
    }

    @Test
    void noFunctionIsBothKnownAndDenied() {
        Adapters adapters = Adapters.load();
        for (String name : adapters.names()) {
            Set<String> denied = adapters.find(name).orElseThrow().deniedFunctions();
            assertThat(Functions.names()).noneMatch(function -> Functions.denied("", function, denied));
        }
    }

    @Test
    void refusesWhatIsTooLongOrTooDeepInWordsThatHelp() {
        assertThat(catchThrowableOfType(SqlRejected.class, () -> Shop.rewrite("select 1 " + " ".repeat(100_000))))
                .hasMessageContaining("longer than 100000 characters");
        assertThat(catchThrowableOfType(
                        SqlRejected.class, () -> Shop.rewrite("select " + "(".repeat(500) + "1" + ")".repeat(500))))
                .hasMessageContaining("use WITH to flatten it");
    }

    @Test
    void namesTheNearestFunctionThatIsKnown() {
        assertThat(catchThrowableOfType(
                        SqlRejected.class, () -> Shop.rewrite("select date_truncate('day', id) from orders")))
                .hasMessageContaining("date_trunc");
    }

    @Test
    void refusesWhatTheAdapterDeniesBesides() {
        assertThat(catchThrowableOfType(SqlRejected.class, () -> Shop.rewrite("select my_denied_thing(1)")))
                .hasMessageContaining("my_denied_thing is not allowed");
    }
}
