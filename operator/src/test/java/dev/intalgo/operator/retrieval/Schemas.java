package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables to retrieve. */
final class Schemas {
    private Schemas() {}

    /** A table whose first column is its key; a column {@code x->t.c} is a foreign key. */
    static Table table(String name, String description, String... columns) {
        List<Column> all = Arrays.stream(columns)
                .map(c -> c.split("->")[0])
                .map(c -> new Column(c, "bigint", false, c.equals(columns[0]), ""))
                .toList();
        List<ForeignKey> keys = Arrays.stream(columns)
                .filter(c -> c.contains("->"))
                .map(c -> c.split("->|\\."))
                .map(c -> new ForeignKey(List.of(c[0]), "public", c[1], List.of(c[2])))
                .toList();
        return new Table("", "public", name, Table.Kind.TABLE, description, all, keys);
    }

    /** These among so many others that they do not fit. */
    static Catalog among(int others, Table... tables) {
        Stream<Table> fillers = IntStream.range(0, others).mapToObj(i -> table("t_" + i, "Filler " + i, "a", "b", "c"));
        return new Catalog(Stream.concat(Arrays.stream(tables), fillers).toList());
    }
}
