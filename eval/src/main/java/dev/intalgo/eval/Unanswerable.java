package dev.intalgo.eval;

import dev.intalgo.eval.Score.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether an LLM says so where the data has no answer, and only there. */
@Command(
        name = "unanswerable",
        description =
                "How many questions without an answer an LLM refuses, and how many with one: through the pipeline,"
                        + " and asked naively.")
final class Unanswerable implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "date",
            "machine",
            "model",
            "without an answer",
            "refused, pipeline",
            "refused, naive",
            "with an answer",
            "refused all the same, pipeline",
            "refused all the same, naive",
            "tokens read + written, pipeline",
            "the same, naive");

    @Mixin
    private Data data;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Report report;

    @Option(names = "--every", paramLabel = "N", description = "Only every Nth question.")
    private int every = 1;

    @Override
    public Integer call() throws Exception {
        List<Question> without = Question.every(data.unanswerable(), every);
        Set<String> databases = Data.databases(without);
        List<Question> others = data.answerable().stream()
                .filter(q -> databases.contains(q.database()))
                .toList();
        // As many of both, over all of the classes.
        List<Question> with = Question.every(others, Math.max(1, others.size() / without.size()))
                .subList(0, Math.min(without.size(), others.size()));
        List<Duel> duels;
        try (var server = new Server(data, databases);
                var contestants = new Contestants(endpoint.settings())) {
            duels = server.each(
                    Stream.concat(without.stream(), with.stream()).toList(),
                    (database, question) -> duel(contestants, database, question, without.contains(question)));
        }
        if (Duel.unreached(duels)) {
            System.err.println("No question could be asked; nothing is reported.");
            return 1;
        }
        Set<Question> refusable = Set.copyOf(without);
        List<Duel> first =
                duels.stream().filter(d -> refusable.contains(d.question())).toList();
        List<Duel> second =
                duels.stream().filter(d -> !refusable.contains(d.question())).toList();
        List<Object> row = new ArrayList<>(report.begin());
        row.addAll(List.of(
                endpoint.settings().model(),
                first.size(),
                Duel.count(first, Duel::pipeline, End.REFUSED),
                Duel.count(first, Duel::naive, End.REFUSED),
                second.size(),
                Duel.count(second, Duel::pipeline, End.REFUSED),
                Duel.count(second, Duel::naive, End.REFUSED),
                Duel.tokens(duels, Duel::pipeline),
                Duel.tokens(duels, Duel::naive)));
        report.add("Unanswerable", COLUMNS, List.of(row));
        return 0;
    }

    /**
     * @param refusable then the instructions say how to refuse, which the pipeline's own prompt does too: only the
     *     naive one needs them
     */
    private static Duel duel(Contestants contestants, Database database, Question question, boolean refusable) {
        var forUs = refusable
                ? new Question(question.text(), question.gold(), question.database(), question.category(), "")
                : question;
        return new Duel(
                        question,
                        contestants.pipeline(database, forUs, rows -> true),
                        contestants.naive(database, question, rows -> true))
                .told();
    }
}
