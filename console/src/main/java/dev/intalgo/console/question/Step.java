package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.api.v1alpha1.QuestionSpec;
import dev.intalgo.api.v1alpha1.QuestionStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A step on the way from a question to an answer, in words.
 *
 * @param detail what is being done or went wrong; empty where there is nothing to say
 */
public record Step(String title, State state, String detail) {
    private static final String REPOSITORY = "RepositoryReady";
    private static final String READY = "ProjectReady";

    /** How far it is. */
    public enum State {
        DONE("done", "good"),
        NOW("now", "wait"),
        FAILED("stopped here", "bad"),
        COMING("to come", "soft");

        private final String words;
        private final String look;

        State(String words, String look) {
            this.words = words;
            this.look = look;
        }

        /** For people. */
        public String words() {
            return words;
        }

        /** The class of its style. */
        public String look() {
            return look;
        }
    }

    /** All that a question goes through, in order. */
    static List<Step> of(Question question) {
        var status = question.getStatus() == null ? QuestionStatus.EMPTY : question.getStatus();
        var titles = titles(question.getSpec(), status);
        int at = 0;
        while (at < titles.size() && passed(status, titles.get(at).getKey())) {
            at++;
        }
        // A step that stopped says where it is; what went before is done though nothing may be said of it any more.
        for (int later = titles.size() - 1; later > at; later--) {
            if (status.condition(titles.get(later).getKey()).isPresent()) {
                at = later;
                break;
            }
        }
        var said = status.condition(Api.READY).map(Condition::getMessage).orElse("");
        List<Step> steps = new ArrayList<>();
        for (int index = 0; index < titles.size(); index++) {
            var title = titles.get(index).getValue();
            var condition = status.condition(titles.get(index).getKey())
                    .or(() -> status.condition(REPOSITORY).filter(c -> !"True".equals(c.getStatus())))
                    .orElse(null);
            steps.add(
                    index < at || passed(status, titles.get(index).getKey())
                            ? new Step(title, State.DONE, "")
                            : index > at ? new Step(title, State.COMING, "") : current(title, condition, said));
        }
        return steps;
    }

    private static boolean passed(QuestionStatus status, String type) {
        return status.isTrue(type);
    }

    /** @param said what is said of the whole, and not again */
    private static Step current(String title, Condition condition, String said) {
        if (condition == null) {
            return new Step(title, State.COMING, "");
        }
        var state = "False".equals(condition.getStatus()) ? State.FAILED : State.NOW;
        return new Step(title, state, condition.getMessage().equals(said) ? "" : condition.getMessage());
    }

    private static List<Map.Entry<String, String>> titles(QuestionSpec spec, QuestionStatus status) {
        List<Map.Entry<String, String>> titles = new ArrayList<>();
        titles.add(Map.entry(READY, "Find the project's tables"));
        titles.add(
                Map.entry("Answered", spec.sql() == null ? "Have the LLM write the SQL" : "Take the SQL as written"));
        titles.add(Map.entry("Validated", "Check the SQL with dbt and the database"));
        if (status.pullRequest() != null || status.condition("Reviewed").isPresent()) {
            titles.add(Map.entry("Reviewed", "Have people review it"));
        }
        titles.add(Map.entry("Committed", "Put it into Git"));
        if (spec.mode() == QuestionSpec.Mode.MODEL) {
            titles.add(Map.entry("Built", "Build it in the database"));
        }
        return titles;
    }
}
