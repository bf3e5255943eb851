package dev.intalgo.eval;

import dev.intalgo.eval.Score.End;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A question, and how both went. */
record Duel(Question question, Score pipeline, Score naive) {

    /** Tells people of it while they wait. */
    Duel told() {
        System.err.printf(
                "%s: %s%n  pipeline: %s, %s%n  naive: %s, %s%n",
                question.database(), question.text(), pipeline.end(), pipeline.note(), naive.end(), naive.note());
        return this;
    }

    static String count(List<Duel> duels, Function<Duel, Score> whose, End end) {
        return Markdown.share(duels.stream().filter(d -> whose.apply(d).is(end)).count(), duels.size());
    }

    static String repairs(List<Duel> duels) {
        return "" + duels.stream().mapToInt(d -> d.pipeline().repairs()).sum();
    }

    /** Tokens read and written for all questions. */
    static String tokens(List<Duel> duels, Function<Duel, Score> whose) {
        return duels.stream().map(whose).mapToLong(Score::inputTokens).sum() + " + "
                + duels.stream().map(whose).mapToLong(Score::outputTokens).sum();
    }

    /** Seconds for a question, on average. */
    static String seconds(List<Duel> duels, Function<Duel, Score> whose) {
        return String.format(
                Locale.ROOT,
                "%.1f",
                duels.stream().map(whose).mapToDouble(Score::seconds).average().orElse(0));
    }

    /** Whether the LLM could not be asked even once: then there is nothing to report. */
    static boolean unreached(List<Duel> duels) {
        return duels.stream()
                .allMatch(d -> d.pipeline().is(End.UNREACHED) && d.naive().is(End.UNREACHED));
    }
}
