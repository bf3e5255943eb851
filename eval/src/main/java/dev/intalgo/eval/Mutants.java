package dev.intalgo.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.eval.Database.QueryFailed;
import dev.intalgo.operator.answer.AnswerEngine.Outcome;
import dev.intalgo.operator.answer.Asker;
import dev.intalgo.operator.answer.LlmClient;
import dev.intalgo.operator.answer.LlmException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The LLM makes a mistake, and is right when it is told of it. */
@Command(
        name = "mutants",
        description = "Gold queries with one mistake each: is it caught, and repaired when the second answer is gold?")
final class Mutants implements Callable<Integer> {
    @Mixin
    private Data data;

    @Option(names = "--every", paramLabel = "N", description = "Only every Nth question.")
    private int every = 1;

    /**
     * What became of a mutant.
     *
     * @param visible  whether the database alone refuses it
     * @param caught   the reason of the first refusal; empty where it was accepted
     * @param repaired whether the answer in the end has the right rows
     */
    private record Seen(Mutation mutation, String sql, boolean visible, String caught, boolean repaired) {
        /** What should not be: the database would have refused it, or it was caught and not repaired. */
        boolean bad() {
            return caught.isEmpty() ? visible : !repaired;
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Question> questions = Question.every(data.answerable(), every);
        List<Seen> seen = new ArrayList<>();
        try (var server = new Server(data, Data.databases(questions));
                var endpoint = new Recorded(Mutants::answer);
                var llm = new LlmClient()) {
            var asker = new Asker(llm);
            server.each(questions, (database, question) -> look(asker, endpoint, database, question))
                    .forEach(seen::addAll);
        }
        print(seen);
        return seen.stream().noneMatch(Seen::bad) ? 0 : 1;
    }

    /** The name of the model is the answers in their order; the last of them stays. */
    private static String answer(JsonNode request) {
        try {
            JsonNode answers = Worker.JSON.readTree(request.path("model").asText());
            long earlier = StreamSupport.stream(request.path("messages").spliterator(), false)
                    .filter(m -> m.path("role").asText().equals("assistant"))
                    .count();
            return Recorded.sql(
                    answers.get((int) Math.min(earlier, answers.size() - 1)).asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Seen> look(Asker asker, Recorded endpoint, Database database, Question question)
            throws QueryFailed, LlmException {
        String gold = Gold.alternatives(question.gold()).getFirst();
        Rows right = database.run(gold);
        List<Seen> seen = new ArrayList<>();
        for (Mutation mutation : Mutation.values()) {
            Optional<String> mutant = mutation.of(gold, database.catalog());
            if (mutant.isPresent()) {
                seen.add(look(asker, endpoint, database, question, mutation, mutant.get(), gold, right));
            }
        }
        return seen;
    }

    private static Seen look(
            Asker asker,
            Recorded endpoint,
            Database database,
            Question question,
            Mutation mutation,
            String mutant,
            String gold,
            Rows right)
            throws QueryFailed, LlmException {
        String answers = Worker.JSON.valueToTree(List.of(mutant, gold)).toString();
        Pipeline.Run run = Pipeline.run(asker, endpoint.settings(answers), database, question);
        boolean same = run.outcome() instanceof Outcome.Answered
                && Comparison.same(right, database.run(run.compiled()), List.of());
        String caught = run.draft().rejected().isEmpty()
                ? ""
                : run.draft().rejected().getFirst().reason();
        return new Seen(mutation, mutant, refused(database, mutant), caught, same);
    }

    private static boolean refused(Database database, String sql) {
        try {
            database.run(sql);
            return false;
        } catch (QueryFailed e) {
            return true;
        }
    }

    private static void print(List<Seen> seen) {
        System.out.println("## Mutants\n");
        var table = new Markdown(
                "mistake",
                "mutants",
                "the database alone refuses",
                "caught of these",
                "caught of the others",
                "by",
                "repaired of the caught",
                "not caught, same rows",
                "not caught, other rows");
        for (Mutation mutation : Mutation.values()) {
            row(
                    table,
                    mutation.title(),
                    seen.stream().filter(s -> s.mutation() == mutation).toList());
        }
        row(table, "all", seen);
        System.out.println(table);
        System.out.println(seen.stream()
                .filter(Seen::bad)
                .map(s -> "- " + s.mutation().title() + ", caught: \"" + s.caught() + "\": `" + s.sql() + "`\n")
                .collect(Collectors.joining()));
    }

    private static void row(Markdown table, String name, List<Seen> seen) {
        Predicate<Seen> caught = s -> !s.caught().isEmpty();
        List<Seen> visible = seen.stream().filter(Seen::visible).toList();
        List<Seen> others = seen.stream().filter(s -> !s.visible()).toList();
        List<Seen> missed = seen.stream().filter(caught.negate()).toList();
        table.row(
                name,
                seen.size(),
                visible.size(),
                Markdown.share(visible.stream().filter(caught).count(), visible.size()),
                Markdown.share(others.stream().filter(caught).count(), others.size()),
                seen.stream()
                        .filter(caught)
                        .collect(Collectors.groupingBy(Seen::caught, TreeMap::new, Collectors.counting())),
                Markdown.share(
                        seen.stream().filter(caught).filter(Seen::repaired).count(), seen.size() - missed.size()),
                missed.stream().filter(Seen::repaired).count(),
                missed.stream().filter(s -> !s.repaired()).count());
    }
}
