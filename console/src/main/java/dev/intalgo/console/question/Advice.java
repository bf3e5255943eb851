package dev.intalgo.console.question;

import dev.intalgo.api.v1alpha1.Api;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.Condition;

/** What a person can do about a question that is not answered. */
final class Advice {
    private Advice() {}

    /** One or two sentences; empty where there is nothing to do. */
    static String of(Question question) {
        var status = question.getStatus();
        var ready = status == null ? null : status.condition(Api.READY).orElse(null);
        if (ready == null || !"False".equals(ready.getStatus())) {
            return "";
        }
        return switch (ready.getReason()) {
            case "NeedsClarification" -> "Choose an answer below, or write another.";
            case "NotInData" ->
                "Ask in other words. If the data should be there, ask who runs the connection whether its table is read.";
            case "LlmDeclined" -> "Ask in other words, or write the SQL yourself.";
            case "LlmNotConfigured" -> "Who runs the project has to choose an LLM. You can write the SQL yourself.";
            case "BudgetExceeded" -> "Wait until midnight UTC, or ask who runs the project for more tokens.";
            case "NameTaken" -> "Give it another name.";
            case "EditRefused" -> "Correct the SQL in Git, or take the edit back.";
            case "AwaitingReview" -> "Look at the pull request, and merge it or say there what to change.";
            case "ReviewClosed" -> "Propose it again, or ask in other words.";
            case "BuildFailed" ->
                ready.getMessage().contains("permission denied")
                        ? "The database does not let the project's user build there: have it given the right to, or set"
                                + " another schema in the project's settings, and build it again."
                        : "Send it back with a comment, or edit the SQL. Where the database was at fault, have it built again.";
            case "StillReferenced" -> "Change or delete first what reads it.";
            case "Rejected" -> "No better answer was found. Ask in other words, or write the SQL yourself.";
            case "ProjectNotFound" -> "Make the project, or delete this question and ask in another.";
            default -> otherwise(question, ready);
        };
    }

    private static String otherwise(Question question, Condition ready) {
        var status = question.getStatus();
        var refused = status.condition("Validated")
                .filter(condition -> condition.getReason().equals(ready.getReason()))
                .isPresent();
        if (refused && status.isTrue("Stalled")) {
            return question.getSpec().sql() == null
                    ? "Ask in other words, or correct the SQL yourself."
                    : "Correct the SQL.";
        }
        return status.isTrue("Stalled")
                ? "It goes on once this has changed."
                : "It is tried again by itself, from time to time.";
    }
}
