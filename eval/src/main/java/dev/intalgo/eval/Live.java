package dev.intalgo.eval;

import dev.intalgo.eval.Database.QueryFailed;
import dev.intalgo.eval.Score.End;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many questions an LLM answers right, by the pipeline and by itself. */
@Command(
        name = "live",
        description = "How many questions an LLM answers right: through the pipeline, and asked naively.")
final class Live implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "date",
            "machine",
            "model",
            "of",
            "questions",
            "right, pipeline",
            "right, naive",
            "refused, pipeline",
            "repairs",
            "tokens read + written, pipeline",
            "the same, naive",
            "seconds a question, pipeline",
            "the same, naive");

    @Mixin
    private Data data;

    @Mixin
    private Endpoint endpoint;

    @Mixin
    private Report report;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "Your own: CSV with question, query (what is right), db_name, query_category, instructions.")
    private Path questions;

    @Option(
            names = "--profiles",
            paramLabel = "DIR",
            description = "The folder of a dbt profiles.yml with your own databases; db_name is a profile.")
    private Path profiles;

    @Option(names = "--database", paramLabel = "NAME", description = "Only questions with this db_name.")
    private String only;

    @Option(names = "--every", paramLabel = "N", description = "Only every Nth question.")
    private int every = 1;

    @Override
    public Integer call() throws Exception {
        List<Question> all = (questions == null ? data.answerable() : Question.read(questions))
                .stream().filter(q -> only == null || only.equals(q.database())).toList();
        List<Question> asked = Question.every(all, every);
        List<Duel> duels;
        try (Databases databases = profiles == null
                        ? new Server(data, Data.databases(asked))
                        : name -> Database.open(profiles, name, null);
                var contestants = new Contestants(endpoint.settings())) {
            duels = databases.each(asked, (database, question) -> duel(contestants, database, question)).stream()
                    .flatMap(Optional::stream)
                    .toList();
        }
        if (Duel.unreached(duels)) {
            System.err.println("No question could be asked; nothing is reported.");
            return 1;
        }
        report.add("Live", COLUMNS, rows(duels));
        return 0;
    }

    private static Optional<Duel> duel(Contestants contestants, Database database, Question question) {
        try {
            Gold gold = Gold.of(question, database);
            return Optional.of(new Duel(
                            question,
                            contestants.pipeline(database, question, gold::matches),
                            contestants.naive(database, question, gold::matches))
                    .told());
        } catch (QueryFailed e) {
            System.err.println(
                    database + ": left out, as what is right does not run: " + question.text() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private List<List<Object>> rows(List<Duel> duels) {
        List<List<Object>> rows = new ArrayList<>();
        rows.add(row("all", duels));
        group(rows, duels, q -> "database " + q.database());
        group(rows, duels, q -> "class " + q.category());
        return rows;
    }

    private void group(List<List<Object>> rows, List<Duel> duels, Function<Question, String> by) {
        for (String name :
                new TreeSet<>(duels.stream().map(d -> by.apply(d.question())).toList())) {
            rows.add(row(
                    name,
                    duels.stream()
                            .filter(d -> by.apply(d.question()).equals(name))
                            .toList()));
        }
    }

    private List<Object> row(String of, List<Duel> duels) {
        List<Object> row = new ArrayList<>(report.begin());
        row.addAll(List.of(
                endpoint.settings().model(),
                of,
                duels.size(),
                Duel.count(duels, Duel::pipeline, End.RIGHT),
                Duel.count(duels, Duel::naive, End.RIGHT),
                Duel.count(duels, Duel::pipeline, End.REFUSED),
                Duel.repairs(duels),
                Duel.tokens(duels, Duel::pipeline),
                Duel.tokens(duels, Duel::naive),
                Duel.seconds(duels, Duel::pipeline),
                Duel.seconds(duels, Duel::naive)));
        return row;
    }
}
