package dev.intalgo.eval.retrieval;

import dev.intalgo.eval.Data;
import dev.intalgo.eval.Question;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.retrieval.Retrieval;
import dev.intalgo.operator.retrieval.SampleValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Whether the tables that a question needs are among those that an LLM is shown, in catalogs of several sizes. The
 * databases of the questions are in one catalog, each in a schema whose name says nothing, among made-up tables and tables
 * that look like those in question.
 */
@Command(name = "retrieval", description = "Recall and tokens against the size of the catalog.")
public final class RetrievalEvaluation implements Callable<Integer> {
    private static final double GOAL_RECALL = 0.99;
    private static final double GOAL_MILLISECONDS = 50;
    /** Of so many times the shortest counts: the machine does other things too. */
    private static final int TIMES = 3;
    /** How many tables look like each one in question, for each size of the catalog. */
    private static final Map<Integer, Integer> LIKE = Map.of(1_000, 3, 10_000, 10);

    @Mixin
    private Data data;

    @Option(names = "--budget", description = "Tokens of schema.")
    private int budget = 40_000;

    @Option(names = "--seed", description = "Of the made-up tables.")
    private long seed = 1;

    @Option(names = "--sizes", split = ",", description = "Tables in the catalog.")
    private List<Integer> sizes = List.of(10, 100, 1_000, 10_000);

    @Option(names = "--misses", description = "Lists what was not found.")
    private boolean misses;

    private final List<String> missed = new ArrayList<>();

    @Override
    public Integer call() {
        System.out.printf("## Retrieval: what is found within %,d tokens%n%n", budget);
        System.out.println(
                "| catalog | descriptions | questions | all tables found | tables found | columns found | tokens"
                        + " | p50 | p95 | index |");
        System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        boolean reached = true;
        for (boolean described : List.of(true, false)) {
            for (int size : sizes) {
                Tally tally = measure(size, described);
                System.out.println(tally.row(size, described));
                reached &= !described || tally.reaches(GOAL_RECALL, GOAL_MILLISECONDS);
            }
        }
        System.out.printf(
                "%nGoals, with descriptions: %.0f %% of the tables found, 95 %% of the questions within %.0f ms.%n",
                100 * GOAL_RECALL, GOAL_MILLISECONDS);
        if (misses) {
            missed.forEach(System.out::println);
        }
        return reached ? 0 : 1;
    }

    private Tally measure(int size, boolean described) {
        Map<String, List<Table>> databases = new LinkedHashMap<>();
        for (Question question : data.answerable()) {
            databases.computeIfAbsent(
                    question.database(),
                    d -> Described.tables(data.descriptions(d), "app" + (databases.size() + 1), described));
        }
        Tally tally = new Tally();
        // A small catalog is of one database, and larger ones of all of them.
        if (size < 100) {
            databases.forEach((name, tables) -> measure(Map.of(name, tables), size, described, tally));
        } else {
            measure(databases, size, described, tally);
        }
        return tally;
    }

    private void measure(Map<String, List<Table>> databases, int size, boolean described, Tally tally) {
        List<Table> tables = databases.values().stream().flatMap(List::stream).collect(Collectors.toList());
        MadeUp madeUp = new MadeUp(seed, described);
        tables.addAll(madeUp.like(List.copyOf(tables), LIKE.getOrDefault(size, 0)));
        tables.addAll(madeUp.business(Math.max(0, size - tables.size())));
        long start = System.nanoTime();
        Retrieval retrieval = Retrieval.of(new Catalog(tables), SampleValues.NONE, List.of(), List.of(), "postgres");
        tally.indexed(System.nanoTime() - start);
        List<Question> questions = data.answerable().stream()
                .filter(q -> databases.containsKey(q.database()))
                .toList();
        // The first time the JVM compiles, and the lines that are shown often are counted.
        questions.forEach(q -> retrieval.schema(q.text(), null, budget));
        for (Question question : questions) {
            String text = "";
            long nanoseconds = Long.MAX_VALUE;
            for (int time = 0; time < TIMES; time++) {
                long asked = System.nanoTime();
                text = retrieval.schema(question.text(), null, budget);
                nanoseconds = Math.min(nanoseconds, System.nanoTime() - asked);
            }
            Needs needs = Needs.of(question, databases.get(question.database()));
            check(question, needs, text, size, described, tally.asked(nanoseconds, text));
        }
    }

    private void check(Question question, Needs needs, String text, int size, boolean described, Tally tally) {
        Map<String, String> lines = text.lines()
                .filter(l -> l.contains("("))
                .collect(Collectors.toMap(l -> l.substring(0, l.indexOf('(')), l -> l, (a, b) -> a));
        int found = 0;
        for (Table table : needs.tables()) {
            String line = lines.get(table.qualifiedName());
            if (line == null) {
                missed.add("- %d, %s: %s of \"%s\"".formatted(size, described, table.qualifiedName(), question.text()));
                continue;
            }
            found++;
            Set<String> needed = table.columns().stream()
                    .map(Column::name)
                    .filter(c -> needs.columns().contains(table.name() + "." + c))
                    .collect(Collectors.toSet());
            for (String column : needed) {
                boolean there = Pattern.compile("\\b" + Pattern.quote(column) + "\\b")
                        .matcher(line)
                        .find();
                tally.column(there);
                if (!there) {
                    missed.add("- %d, %s: %s.%s of \"%s\""
                            .formatted(size, described, table.qualifiedName(), column, question.text()));
                }
            }
        }
        tally.tables(found, needs.tables().size());
    }

    static String percent(int part, int whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
