package dev.intalgo.eval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.DataHubRecords;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.InferredKeys;
import dev.intalgo.operator.catalog.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Are the keys that a database declares found again where it does not declare them, and the joins of the gold queries? */
@Command(
        name = "keys",
        description = "Takes the foreign keys away, infers them, and compares; and looks for the gold queries' joins.")
final class Keys implements Callable<Integer> {
    @Mixin
    private Data data;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description = "Further crawls, as DataHub's file sink writes them. Default: the example shop's.")
    private List<Path> records = List.of(Data.root().resolve("operator/src/test/resources/datahub/postgres.json"));

    private final Markdown table = new Markdown(
            "database",
            "declared",
            "of these found again",
            "other keys found where some are declared",
            "found where none are declared",
            "pairs of columns that gold joins",
            "of these declared or found");
    private final List<String> others = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<Question> questions = data.answerable();
        Set<String> names = new TreeSet<>(Data.databases(questions));
        for (Path path : records) {
            add(
                    path.getFileName().toString(),
                    DataHubRecords.toCatalog(Worker.JSON.readTree(path.toFile())),
                    List.of());
        }
        try (var server = new Server(data, names)) {
            for (String name : names) {
                try (Database database = server.open(name)) {
                    add(
                            name,
                            database.catalog(),
                            questions.stream()
                                    .filter(q -> q.database().equals(name))
                                    .toList());
                }
            }
        }
        System.out.println("## Keys\n\n" + table);
        others.forEach(System.out::println);
        return 0;
    }

    private void add(String name, Catalog catalog, List<Question> questions) throws IOException {
        Set<String> declared = keys(catalog);
        Set<String> found = keys(InferredKeys.added(without(catalog), (t, c) -> false));
        Set<String> again = new HashSet<>(found);
        again.retainAll(declared);
        Set<String> all = new HashSet<>(found);
        all.addAll(declared);
        Set<GoldJoins.Pair> joins = GoldJoins.of(catalog, questions);
        Set<String> more = new TreeSet<>(found);
        more.removeAll(declared);
        table.row(
                name,
                declared.size(),
                Markdown.share(again.size(), declared.size()),
                declared.isEmpty() ? "" : more.size(),
                declared.isEmpty() ? more.size() : "",
                joins.size(),
                Markdown.share(joins.stream().filter(j -> j.isAlong(all)).count(), joins.size()));
        more.forEach(key -> others.add("- " + name + ", found but not declared: " + key));
        Set<String> missed = new TreeSet<>(declared);
        missed.removeAll(found);
        missed.forEach(key -> others.add("- " + name + ", declared but not found: " + key));
        joins.stream()
                .filter(j -> !j.isAlong(all))
                .forEach(j -> others.add("- " + name + ", joined by gold along neither: " + j));
    }

    /** Those of one column, as {@code table.column -> table.column}. */
    private static Set<String> keys(Catalog catalog) {
        Set<String> keys = new HashSet<>();
        for (Table table : catalog.tables()) {
            for (ForeignKey key : table.foreignKeys()) {
                if (key.columns().size() == 1) {
                    keys.add("%s.%s -> %s.%s"
                            .formatted(
                                    table.name(),
                                    key.columns().getFirst(),
                                    key.table(),
                                    key.referencedColumns().getFirst()));
                }
            }
        }
        return keys;
    }

    private static Catalog without(Catalog catalog) {
        return catalog.withTables(catalog.tables().stream()
                .map(t -> new Table(
                        t.database(), t.schema(), t.name(), t.kind(), t.description(), t.columns(), List.of()))
                .toList());
    }
}
