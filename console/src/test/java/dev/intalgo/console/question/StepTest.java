package dev.intalgo.console.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionSpecBuilder;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import dev.intalgo.console.question.Step.State;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How far a question is, from what the operator says of it. */
class StepTest {
    /** @param conditions each as {@code Type=Status Reason} */
    private static Question question(QuestionSpec.Mode mode, String... conditions) {
        var question = new Question();
        question.setMetadata(
                new ObjectMetaBuilder().withName("orders").withGeneration(1L).build());
        question.setSpec(QuestionSpecBuilder.builder()
                .projectRef(new ObjectRef("shop"))
                .text("How many orders?")
                .mode(mode)
                .build());
        question.setStatus(QuestionStatus.EMPTY
                .withObservedGeneration(1L)
                .withConditions(Stream.of(conditions).map(StepTest::condition).toList()));
        return question;
    }

    private static Condition condition(String text) {
        var parts = text.split("[= ]");
        return new ConditionBuilder()
                .withType(parts[0])
                .withStatus(parts[1])
                .withReason(parts[2])
                .withMessage("Said of " + parts[0])
                .build();
    }

    private static List<State> states(String... conditions) {
        return Step.of(question(QuestionSpec.Mode.MODEL, conditions)).stream()
                .map(Step::state)
                .toList();
    }

    @Test
    void hasAllToComeWhereNobodyHasLookedYet() {
        assertThat(states()).hasSize(5).containsOnly(State.COMING);
    }

    @Test
    void tellsTheStepThatItIsAt() {
        assertThat(states("Ready=Unknown Asking", "ProjectReady=True Ready", "Answered=Unknown Asking"))
                .containsExactly(State.DONE, State.NOW, State.COMING, State.COMING, State.COMING);
        assertThat(states("ProjectReady=True Ready", "Validated=Unknown Validating"))
                .as("that there is SQL is said once it is known to hold")
                .containsExactly(State.DONE, State.DONE, State.NOW, State.COMING, State.COMING);
        assertThat(states(
                        "ProjectReady=True Ready",
                        "Answered=True Answered",
                        "Validated=True Accepted",
                        "Committed=True Committed",
                        "Built=False BuildFailed"))
                .endsWith(State.DONE, State.FAILED);
    }

    @Test
    void saysWhatWentWrongAndWhatToDo() {
        var question = question(
                QuestionSpec.Mode.ANALYSIS,
                "Ready=False NeedsClarification",
                "ProjectReady=True Ready",
                "Answered=False NeedsClarification");
        assertThat(Step.of(question)).hasSize(4);
        assertThat(Step.of(question).get(1)).satisfies(step -> {
            assertThat(step.state()).isEqualTo(State.FAILED);
            assertThat(step.detail()).isEqualTo("Said of Answered");
        });
        assertThat(Advice.of(question)).contains("Choose an answer");
    }

    @Test
    void tellsOfARepositoryThatCannotBeRead() {
        var steps = Step.of(question(
                QuestionSpec.Mode.MODEL,
                "Ready=False RepositoryUnreachable",
                "RepositoryReady=False RepositoryUnreachable"));
        assertThat(steps.getFirst().state()).isEqualTo(State.FAILED);
        assertThat(steps.getFirst().detail()).isEqualTo("Said of RepositoryReady");
    }

    @Test
    void asksForPatienceWhereItIsTriedAgain() {
        assertThat(Advice.of(question(QuestionSpec.Mode.MODEL, "Ready=False LlmUnreachable")))
                .contains("tried again");
        assertThat(Advice.of(question(
                        QuestionSpec.Mode.MODEL,
                        "Ready=False InvalidSql",
                        "Validated=False InvalidSql",
                        "Stalled=True InvalidSql")))
                .contains("correct the SQL");
        assertThat(Advice.of(question(QuestionSpec.Mode.MODEL, "Ready=True Ready")))
                .isEmpty();
    }
}
