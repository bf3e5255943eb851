package dev.intalgo.eval;

import dev.intalgo.eval.Database.QueryFailed;
import dev.intalgo.operator.answer.AnswerEngine.Outcome;
import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.Draft;
import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The LLM says what is right: does it come through? */
@Command(
        name = "oracle",
        description =
                "Every gold query must come through resolving, rewriting, dbt and the database with the same result.")
final class Oracle implements Callable<Integer> {
    @Mixin
    private Data data;

    /**
     * What became of a gold query.
     *
     * @param questioned what made the pipeline ask again, whereupon it got the same; empty where nothing did
     * @param lost       why it did not come through; empty where it did
     */
    private record Seen(Question question, String sql, boolean empty, String questioned, String lost) {}

    @Override
    public Integer call() throws Exception {
        List<Question> questions = data.answerable();
        List<Seen> seen = new ArrayList<>();
        // The endpoint is asked with the SQL in place of the model's name.
        try (var server = new Server(data, Data.databases(questions));
                var endpoint = new Recorded(
                        request -> Recorded.sql(request.path("model").asText()));
                var llm = new LlmClient()) {
            var asker = new Asker(llm);
            server.each(questions, (database, question) -> {
                        List<Seen> its = new ArrayList<>();
                        for (String sql : Gold.alternatives(question.gold())) {
                            its.add(look(asker, endpoint, database, question, sql));
                        }
                        return its;
                    })
                    .forEach(seen::addAll);
        }
        print(seen);
        return seen.stream().allMatch(s -> s.lost().isEmpty()) ? 0 : 1;
    }

    private static Seen look(Asker asker, Recorded endpoint, Database database, Question question, String sql)
            throws LlmException {
        try {
            Rows right = database.run(sql);
            Pipeline.Run run = Pipeline.run(asker, endpoint.settings(sql), database, question);
            String lost = switch (run.outcome()) {
                case Outcome.Answered _ ->
                    Comparison.same(right, database.run(run.compiled()), Gold.order(sql)) ? "" : "another result";
                case Outcome.Unanswered unanswered -> unanswered.said().toString();
                case Outcome.GaveUp gaveUp ->
                    gaveUp.last().reason() + ": " + gaveUp.last().message();
            };
            String questioned =
                    run.draft().rejected().stream().map(Draft.Rejected::message).collect(Collectors.joining("\n"));
            return new Seen(question, sql, right.rows().isEmpty(), questioned, lost);
        } catch (QueryFailed e) {
            return new Seen(question, sql, true, "", "the database does not run it: " + e.getMessage());
        }
    }

    private static void print(List<Seen> seen) {
        System.out.println("## Oracle\n");
        var table = new Markdown(
                "database",
                "gold queries",
                "come through with the same result",
                "of them without rows",
                "asked again because of a finding");
        for (String name :
                new TreeSet<>(seen.stream().map(s -> s.question().database()).toList())) {
            row(
                    table,
                    name,
                    seen.stream()
                            .filter(s -> s.question().database().equals(name))
                            .toList());
        }
        row(table, "all", seen);
        System.out.println(table);
        list("Lost:", seen, Seen::lost);
        list("Asked again, and given the same:", seen, s -> s.lost().isEmpty() ? s.questioned() : "");
    }

    private static void list(String title, List<Seen> seen, Function<Seen, String> what) {
        List<Seen> told = seen.stream().filter(s -> !what.apply(s).isEmpty()).toList();
        if (!told.isEmpty()) {
            System.out.println(title + "\n");
            told.forEach(s -> System.out.printf(
                    "- %s, %s: `%s`: %s%n",
                    s.question().database(),
                    s.question().category(),
                    s.sql(),
                    what.apply(s).replaceAll("\\s+", " ")));
            System.out.println();
        }
    }

    private static void row(Markdown table, String name, List<Seen> seen) {
        table.row(
                name,
                seen.size(),
                Markdown.share(seen.stream().filter(s -> s.lost().isEmpty()).count(), seen.size()),
                seen.stream().filter(Seen::empty).count(),
                seen.stream().filter(s -> !s.questioned().isEmpty()).count());
    }
}
