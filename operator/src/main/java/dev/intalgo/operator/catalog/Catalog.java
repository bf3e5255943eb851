package dev.intalgo.operator.catalog;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a database holds: its tables and views, in the order of schema and name whatever order they came in.
 *
 * @param tables the tables and views; two of the same schema and name are allowed only in different databases
 */
public record Catalog(List<Table> tables) {
    private static final Comparator<Table> ORDER =
            Comparator.comparing(Table::schema).thenComparing(Table::name).thenComparing(Table::database);

    public Catalog {
        tables = Table.orEmpty(tables).stream().sorted(ORDER).toList();
    }

    /** 16 hexadecimal digits that are the same for the same content on every machine. */
    public String hash() {
        return CatalogJson.hash(this);
    }

    /** The table of exactly this schema and name. */
    public Optional<Table> find(String schema, String name) {
        // A database that sorts first finds the place where the table of the first database is.
        Table wanted = new Table("", schema, name, Table.Kind.TABLE, "", List.of(), List.of());
        int at = Collections.binarySearch(tables, wanted, ORDER);
        int place = at < 0 ? -at - 1 : at;
        return place < tables.size() && tables.get(place).is(schema, name)
                ? Optional.of(tables.get(place))
                : Optional.empty();
    }

    /** How many columns all tables have together. */
    public int columnCount() {
        return tables.stream().mapToInt(t -> t.columns().size()).sum();
    }

    /** How many tables have a primary key. */
    public int primaryKeyCount() {
        return (int) tables.stream().filter(t -> !t.primaryKey().isEmpty()).count();
    }

    /** How many foreign keys all tables have together. */
    public int foreignKeyCount() {
        return tables.stream().mapToInt(t -> t.foreignKeys().size()).sum();
    }

    /** As JSON in UTF-8; the same bytes for the same content. */
    public byte[] toJson() {
        return CatalogJson.write(this);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException where the bytes are something else
     */
    public static Catalog fromJson(byte[] json) {
        return CatalogJson.read(json);
    }

    /** {@link #toJson()}, compressed with gzip. */
    public byte[] toGzip() {
        return CatalogJson.gzip(toJson());
    }

    /**
     * Reads what {@link #toGzip()} wrote.
     *
     * @throws IllegalArgumentException where the bytes are something else
     */
    public static Catalog fromGzip(byte[] gzip) {
        return fromJson(CatalogJson.gunzip(gzip));
    }
}
