package dev.intalgo.operator.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.operator.answer.AnswerEngine.Outcome;
import dev.intalgo.operator.answer.Draft.Said;
import dev.intalgo.operator.dbt.Answer;
import dev.intalgo.operator.dbt.AnswerBuilder;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerEngineTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);
    private static final Usage USAGE = new Usage("m", 10, 1);

    /** The world stops the engine at a check that it has no verdict for yet. */
    private static final class Waiting extends Exception {}

    /** An LLM whose answers are known, and a database whose verdicts are. */
    private static final class World implements AnswerEngine.Surroundings<Waiting> {
        private final Deque<List<Completion>> answers = new ArrayDeque<>();
        private final Map<String, Verdict> verdicts = new HashMap<>();
        private final List<List<Attempt>> asked = new ArrayList<>();
        private Draft kept = Draft.empty("k");

        World says(String... candidates) {
            answers.add(List.of(candidates).stream()
                    .<Completion>map(sql -> new Completion.Sql(sql, "", List.of(), List.of(), List.of(), USAGE))
                    .toList());
            return this;
        }

        World says(Completion completion) {
            answers.add(List.of(completion));
            return this;
        }

        World accepts(String sql, String result, String... findings) {
            verdicts.put(sql, new Verdict.Accepted(answer(sql), List.of(findings), List.of(), result));
            return this;
        }

        World refuses(String sql, String why) {
            verdicts.put(sql, new Verdict.Refused("InvalidSql", why));
            return this;
        }

        Outcome run() throws Waiting {
            return new AnswerEngine<>(this, kept).run();
        }

        @Override
        public Draft ask(Draft draft) {
            asked.add(draft.attempts());
            kept = draft.answered(answers.remove(), TODAY);
            return kept;
        }

        @Override
        public Verdict check(Said said, Draft draft) throws Waiting {
            if (!verdicts.containsKey(said.sql())) {
                throw new Waiting();
            }
            return verdicts.get(said.sql());
        }

        @Override
        public void keep(Draft draft) {
            kept = draft;
        }
    }

    private static Answer answer(String sql) {
        return AnswerBuilder.builder()
                .name("a")
                .sql(sql)
                .columns(List.of())
                .references(List.of())
                .build();
    }

    private final World world = new World();

    private static void answered(Outcome outcome, String sql, String... warnings) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
            assertThat(answered.accepted().answer().sql()).isEqualTo(sql);
            assertThat(answered.warnings()).containsExactly(warnings);
        });
    }

    @Test
    void asksAgainWithWhatWasWrong() throws Waiting {
        world.says("bad").refuses("bad", "no column x").says("good").accepts("good", "r");
        answered(world.run(), "good");
        assertThat(world.asked).containsExactly(List.of(), List.of(new Attempt("bad", "no column x")));
    }

    @Test
    void goesOnWhereItWasStopped() throws Waiting {
        world.says("slow");
        assertThatThrownBy(world::run).isInstanceOf(Waiting.class);
        world.accepts("slow", "r");
        answered(world.run(), "slow");
        assertThat(world.asked).hasSize(1);
    }

    @Test
    void asksOnceForAnAnswerWithoutFindings() throws Waiting {
        world.says("doubtful")
                .accepts("doubtful", "r", "It has no rows.")
                .says("better")
                .accepts("better", "s");
        answered(world.run(), "better");
        assertThat(world.asked.getLast().getFirst().error()).contains("It has no rows.");
    }

    @Test
    void warnsOfFindingsThatAreLeft() throws Waiting {
        world.says("doubtful").accepts("doubtful", "r", "one").says("other").accepts("other", "s", "two");
        answered(world.run(), "other", "two");
        assertThat(world.asked).hasSize(2);
    }

    @Test
    void takesTheSameAnswerAsMeantSo() throws Waiting {
        world.says("doubtful").accepts("doubtful", "r", "one").says("doubtful");
        answered(world.run(), "doubtful", "one");
    }

    @Test
    void takesNoSqlThatAPersonRejectedThoughItRuns() throws Waiting {
        world.kept = world.kept.with(new Draft.Rejected("select 1", "Rejected", "Not that."));
        world.says("select  1;").accepts("select  1;", "r");
        assertThat(world.run()).isInstanceOfSatisfying(Outcome.GaveUp.class, gaveUp -> {
            assertThat(gaveUp.last().reason()).isEqualTo("Rejected");
            assertThat(gaveUp.why()).contains("same SQL");
        });
    }

    @Test
    void keepsADoubtfulAnswerWhereTheBetterOneDoesNotHold() throws Waiting {
        world.says("doubtful").accepts("doubtful", "r", "one").says("bad").refuses("bad", "no");
        answered(world.run(), "doubtful", "one");
        assertThat(world.asked).hasSize(2);
    }

    @Test
    void keepsADoubtfulAnswerWhereTheLlmGivesItUp() throws Waiting {
        world.says("doubtful").accepts("doubtful", "r", "one").says(new Completion.NotInData("all", USAGE));
        answered(world.run(), "doubtful", "one");
    }

    @Test
    void givesUpWhereTheLlmRepeatsItself() throws Waiting {
        world.says("bad").refuses("bad", "no").says("bad");
        assertThat(world.run()).isInstanceOfSatisfying(Outcome.GaveUp.class, gaveUp -> {
            assertThat(gaveUp.last().message()).isEqualTo("no");
            assertThat(gaveUp.why()).contains("same SQL");
        });
    }

    @Test
    void takesTheCandidateThatMostAgreeWith() throws Waiting {
        world.says("a", "b", "c", "d", "e")
                .accepts("a", "1")
                .accepts("b", "2")
                .refuses("c", "no")
                .accepts("d", "2")
                .accepts("e", "2");
        answered(world.run(), "b");
    }

    @Test
    void saysThatCandidatesDoNotAgree() throws Waiting {
        world.says("a", "b", "c").accepts("a", "1").accepts("b", "2").refuses("c", "no");
        answered(world.run(), "a", "Only 1 of 3 candidates agree on this answer.");
    }

    @Test
    void asksAgainWhereNoCandidateHolds() throws Waiting {
        world.says("a", "b")
                .refuses("a", "no a")
                .refuses("b", "no b")
                .says("good")
                .accepts("good", "1");
        answered(world.run(), "good");
        assertThat(world.asked.getLast()).containsExactly(new Attempt("a", "no a"));
    }

    @Test
    void countsWhatIsNotInTheDataAsAVote() throws Waiting {
        Completion missing = new Completion.NotInData("weather", USAGE);
        Completion sql = new Completion.Sql("a", "", List.of(), List.of(), List.of(), USAGE);
        world.answers.add(List.of(sql, missing, missing));
        world.accepts("a", "1");
        assertThat(world.run())
                .isInstanceOfSatisfying(
                        Outcome.Unanswered.class,
                        unanswered -> assertThat(unanswered.said().missing()).isEqualTo("weather"));
    }

    @Test
    void countsEachCandidateOnce() throws Waiting {
        world.says("a", "b").accepts("a", "1");
        assertThatThrownBy(world::run).isInstanceOf(Waiting.class);
        assertThat(world.kept.ballots()).hasSize(1);
        world.accepts("b", "1");
        answered(world.run(), "a");
        assertThat(world.kept.calls()).isEqualTo(2);
    }
}
