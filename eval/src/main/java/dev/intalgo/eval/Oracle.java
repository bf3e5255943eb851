package dev.intalgo.eval;

import dev.intalgo.eval.Database.QueryFailed;
import dev.intalgo.operator.answer.AnswerEngine.Outcome;
import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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

    /** What became of a gold query; {@code lost} says why it did not come through, or is empty. */
    private record Seen(String database, String category, String sql, boolean empty, String lost) {}

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
            return new Seen(
                    question.database(),
                    question.category(),
                    sql,
                    right.rows().isEmpty(),
                    lost(asker, endpoint, database, question, sql, right));
        } catch (QueryFailed e) {
            return new Seen(
                    question.database(),
                    question.category(),
                    sql,
                    true,
                    "not even in the database alone: " + e.getMessage());
        }
    }

    private static String lost(
            Asker asker, Recorded endpoint, Database database, Question question, String sql, Rows right)
            throws QueryFailed, LlmException {
        Pipeline.Run run = Pipeline.run(asker, endpoint.settings(sql), database, question);
        return switch (run.outcome()) {
            case Outcome.Answered answered
            when !run.draft().rejected().isEmpty() ->
                "questioned: " + run.draft().rejected().getFirst().message();
            case Outcome.Answered _ ->
                Comparison.same(right, database.run(run.compiled()), Gold.order(sql)) ? "" : "another result";
            case Outcome.Unanswered unanswered -> unanswered.said().toString();
            case Outcome.GaveUp gaveUp ->
                gaveUp.last().reason() + ": " + gaveUp.last().message();
        };
    }

    private static void print(List<Seen> seen) {
        System.out.println("## Oracle\n");
        var table =
                new Markdown("database", "gold queries", "come through with the same result", "of them without rows");
        for (String name : new TreeSet<>(seen.stream().map(Seen::database).toList())) {
            row(
                    table,
                    name,
                    seen.stream().filter(s -> s.database().equals(name)).toList());
        }
        row(table, "all", seen);
        System.out.println(table);
        List<Seen> lost = seen.stream().filter(s -> !s.lost().isEmpty()).toList();
        System.out.println(lost.stream()
                .map(s -> "- " + s.database() + ", " + s.category() + ": `" + s.sql() + "`: " + s.lost() + "\n")
                .collect(Collectors.joining()));
    }

    private static void row(Markdown table, String name, List<Seen> seen) {
        table.row(
                name,
                seen.size(),
                Markdown.share(seen.stream().filter(s -> s.lost().isEmpty()).count(), seen.size()),
                seen.stream().filter(Seen::empty).count());
    }
}
