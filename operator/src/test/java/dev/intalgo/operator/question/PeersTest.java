package dev.intalgo.operator.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {
    @Test
    void givesANameToTheOldest() {
        var first = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", false);
        var second = question("b", "2026-01-02T00:00:00Z", "Who else?", "spenders", false);
        assertThat(new Peers(second, List.of(first, second)).earlierOfSameName())
                .contains(first);
        assertThat(new Peers(first, List.of(first, second)).earlierOfSameName()).isEmpty();
    }

    @Test
    void waitsForAModelThatItsTextNames() {
        var model = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", false);
        var about = question("b", "2026-01-02T00:00:00Z", "Which of spenders are new?", "new_spenders", false);
        assertThat(new Peers(about, List.of(model, about)).unbuiltModelInText()).contains(model);
    }

    @Test
    void doesNotWaitForAModelThatIsBuilt() {
        var model = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", true);
        var about = question("b", "2026-01-02T00:00:00Z", "Which of spenders are new?", "new_spenders", false);
        assertThat(new Peers(about, List.of(model, about)).unbuiltModelInText()).isEmpty();
    }

    @Test
    void letsTheOldestOfThoseThatNameOneAnotherGoFirst() {
        var first = question("a", "2026-01-01T00:00:00Z", "Which c are new?", "a", false);
        var second = question("b", "2026-01-02T00:00:00Z", "Which a are new?", "b", false);
        var third = question("c", "2026-01-03T00:00:00Z", "Which b are new?", "c", false);
        var all = List.of(first, second, third);
        assertThat(new Peers(first, all).unbuiltModelInText()).isEmpty();
        assertThat(new Peers(second, all).unbuiltModelInText()).contains(first);
        assertThat(new Peers(third, all).unbuiltModelInText()).contains(second);
    }

    @Test
    void areConcernedByAModelThatIsBuiltButNotByEachStep() {
        var before = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", false);
        var committed = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", false);
        committed.setStatus(QuestionStatus.EMPTY.withCommit("c"));
        assertThat(Peers.concerned(committed, before)).isFalse();
        assertThat(Peers.concerned(question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", true), before))
                .isTrue();
        assertThat(Peers.concerned(question("a", "2026-01-01T00:00:00Z", "Who?", "buyers", false), before))
                .isTrue();
    }

    @Test
    void doNotCareForAnAnalysisOfAnotherName() {
        var model = question("a", "2026-01-01T00:00:00Z", "Who?", "spenders", true);
        var analysis = question("b", "2026-01-01T00:00:00Z", "Who?", "spenders", true);
        analysis.setSpec(QuestionSpecBuilder.builder(analysis.getSpec())
                .mode(QuestionSpec.Mode.ANALYSIS)
                .build());
        var other = question("c", "2026-01-01T00:00:00Z", "Who else?", "others", false);
        var same = question("d", "2026-01-01T00:00:00Z", "Who else?", "spenders", false);
        assertThat(Peers.mayConcern(model, other)).isTrue();
        assertThat(Peers.mayConcern(analysis, other)).isFalse();
        assertThat(Peers.mayConcern(analysis, same)).isTrue();
    }

    @Test
    void seesACircleOverOthers() {
        var first = question("a", "2026-01-01T00:00:00Z", "?", "a", false);
        var second = question("b", "2026-01-02T00:00:00Z", "?", "b", false);
        var third = question("c", "2026-01-03T00:00:00Z", "?", "c", false);
        first.setStatus(QuestionStatus.EMPTY.withReferences(List.of("ref.b", "source.sales.orders")));
        second.setStatus(QuestionStatus.EMPTY.withReferences(List.of("ref.c")));
        var all = List.of(first, second, third);
        assertThat(new Peers(third, all).waiting(first).reason()).isEqualTo("CircularReference");
        assertThat(new Peers(first, all).waiting(second).reason()).isEqualTo("WaitingForModel");
    }

    @Test
    void readsWholeNamesOnly() {
        assertThat(Peers.mentions("of top_customers_2025", "top_customers")).isFalse();
        assertThat(Peers.mentions("in \"top_customers\"?", "top_customers")).isTrue();
        assertThat(Peers.mentions("a.b", "a.b")).isTrue();
        assertThat(Peers.mentions("axb", "a.b")).isFalse();
    }

    private static Question question(String name, String created, String text, String dbtName, boolean ready) {
        var question = new Question();
        question.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withCreationTimestamp(created)
                .build());
        question.setSpec(QuestionSpecBuilder.builder()
                .projectRef(new ObjectRef("shop"))
                .text(text)
                .mode(QuestionSpec.Mode.MODEL)
                .name(dbtName)
                .build());
        if (ready) {
            question.setStatus(QuestionStatus.EMPTY.withConditions(List.of(
                    new ConditionBuilder().withType("Ready").withStatus("True").build())));
        }
        return question;
    }

    private static Question at(Question question, String status, String reason, String... done) {
        var conditions = new java.util.ArrayList<io.fabric8.kubernetes.api.model.Condition>();
        conditions.add(new ConditionBuilder()
                .withType("Ready")
                .withStatus(status)
                .withReason(reason)
                .build());
        for (var type : done) {
            conditions.add(
                    new ConditionBuilder().withType(type).withStatus("True").build());
        }
        question.getMetadata().setGeneration(1L);
        question.setStatus(QuestionStatus.EMPTY.withObservedGeneration(1L).withConditions(conditions));
        return question;
    }

    @Test
    void knowsWhoIsOnTheWayToACommit() {
        var own = question("own", "2026-01-01T00:00:00Z", "Who?", "own", false);
        var all = List.of(
                own,
                at(question("checked", "2026-01-01T00:00:00Z", "?", "c", false), "Unknown", "Validating"),
                at(question("built", "2026-01-01T00:00:00Z", "?", "d", false), "Unknown", "Building", "Committed"),
                at(question("waits", "2026-01-01T00:00:00Z", "?", "e", false), "Unknown", "WaitingForModel"),
                at(question("failed", "2026-01-01T00:00:00Z", "?", "f", false), "False", "InvalidSql"),
                at(question("ready", "2026-01-01T00:00:00Z", "?", "g", false), "True", "Ready", "Committed"));
        all.forEach(q -> q.getMetadata().setUid("uid-" + q.getMetadata().getName()));
        assertThat(new Peers(own, all).goingToCommit()).containsExactly("uid-checked");
    }
}
