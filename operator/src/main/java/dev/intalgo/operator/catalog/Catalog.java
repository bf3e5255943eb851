package dev.intalgo.operator.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a database holds: its tables and views, in the order of schema and name whatever order they came in. Where a
 * connection reaches several databases it has the tables of all of them, and one of them is at home: its tables need no
 * database before their names.
 *
 * @param tables the tables and views; two of the same schema and name are allowed only in different databases
 * @param home   the database that names without one mean; that of the tables where they are all of one. Empty: none is.
 *               Not part of the hash: it is said by the connection, not read from the database
 * @param names  what people's dbt sources call tables. Not part of the hash either
 */
public record Catalog(
        List<Table> tables,
        @JsonIgnore String home,
        @JsonIgnore SourceNames names) {
    private static final Comparator<Table> ORDER =
            Comparator.comparing(Table::schema).thenComparing(Table::name).thenComparing(Table::database);
    /** Between the database and the schema in the name of a source. */
    private static final String BETWEEN = "__";

    public Catalog {
        tables = Table.orEmpty(tables).stream().sorted(ORDER).toList();
        home = Table.orEmpty(home);
        names = names == null ? SourceNames.USUAL : names;
        if (home.isEmpty()) {
            List<String> databases =
                    tables.stream().map(Table::database).distinct().limit(2).toList();
            home = databases.size() == 1 ? databases.getFirst() : "";
        }
    }

    public Catalog(List<Table> tables, String home) {
        this(tables, home, SourceNames.USUAL);
    }

    public Catalog(List<Table> tables) {
        this(tables, "");
    }

    /** The same where people's dbt sources have these names. */
    public Catalog named(SourceNames other) {
        return new Catalog(tables, home, other);
    }

    /** 16 hexadecimal digits that are the same for the same content on every machine. */
    public String hash() {
        return CatalogJson.hash(this);
    }

    /** The table of exactly this schema and name: the one at home, or else of the first database that has one. */
    public Optional<Table> find(String schema, String name) {
        return find(home, schema, name).or(() -> atOrAfter("", schema, name).filter(t -> t.is(schema, name)));
    }

    /** The table of exactly these names. */
    public Optional<Table> find(String database, String schema, String name) {
        return atOrAfter(database, schema, name)
                .filter(t -> t.is(schema, name) && t.database().equals(database));
    }

    /** The table that a foreign key of another refers to. */
    public Optional<Table> find(Table from, ForeignKey key) {
        return find(key.database().isEmpty() ? from.database() : key.database(), key.schema(), key.table());
    }

    private Optional<Table> atOrAfter(String database, String schema, String name) {
        Table wanted = new Table(database, schema, name, Table.Kind.TABLE, "", List.of(), List.of());
        int at = Collections.binarySearch(tables, wanted, ORDER);
        int place = at < 0 ? -at - 1 : at;
        return place < tables.size() ? Optional.of(tables.get(place)) : Optional.empty();
    }

    /** Whether names need no database to mean this table. */
    public boolean isHome(Table table) {
        return table.database().equalsIgnoreCase(home);
    }

    /**
     * The name of the dbt source that a table is in: the one that people gave it, or else its schema, with the database
     * before it where that is elsewhere.
     */
    public String source(Table table) {
        return names.of(table, isHome(table)).map(SourceNames.Name::source).orElseGet(() -> usualSource(table));
    }

    /** What the table's dbt source calls it: its own name where people have not given it another. */
    public String nameInSource(Table table) {
        return names.of(table, isHome(table)).map(SourceNames.Name::table).orElse(table.name());
    }

    /** Whether people have given the table's source another name than the usual one. */
    public boolean isNamed(Table table) {
        return names.of(table, isHome(table)).isPresent();
    }

    /** Whether a source is named as it is where people have not given it another name. */
    public static boolean isUsualSource(String source, String database, String schema) {
        return source.equals(schema) || source.equals(database + BETWEEN + schema);
    }

    private String usualSource(Table table) {
        return isHome(table) || table.database().isEmpty()
                ? table.schema()
                : table.database() + BETWEEN + table.schema();
    }

    /** The table of a dbt source, see {@link #source}. */
    public Optional<Table> findInSource(String source, String name) {
        Optional<List<String>> named = names.table(new SourceNames.Name(source, name));
        if (named.isPresent()) {
            List<String> place = named.get();
            return find(place.getFirst().isEmpty() ? home : place.getFirst(), place.get(1), place.get(2));
        }
        Optional<Table> own = find(source, name).filter(t -> usualSource(t).equals(source));
        for (int at = source.indexOf(BETWEEN); own.isEmpty() && at > 0; at = source.indexOf(BETWEEN, at + 1)) {
            own = find(source.substring(0, at), source.substring(at + BETWEEN.length()), name)
                    .filter(t -> usualSource(t).equals(source));
        }
        return own;
    }

    /** {@code schema.name}, with the database before it where that is elsewhere; to show to people. */
    public String display(Table table) {
        return isHome(table) || table.database().isEmpty()
                ? table.qualifiedName()
                : table.database() + "." + table.qualifiedName();
    }

    /** The same with other tables. */
    public Catalog withTables(List<Table> other) {
        return new Catalog(other, home, names);
    }

    /** The same with the descriptions that an earlier one has, where it has some. */
    public Catalog describedAs(Catalog earlier) {
        return withTables(tables.stream()
                .map(table -> earlier.find(table.database(), table.schema(), table.name())
                        .map(table::describedAs)
                        .orElse(table))
                .toList());
    }

    /** The same seen from a database; from where it was seen before if there is none of that name. */
    public Catalog seenFrom(String database) {
        return tables.stream()
                .map(Table::database)
                .filter(database::equalsIgnoreCase)
                .findFirst()
                .map(found -> new Catalog(tables, found, names))
                .orElse(this);
    }

    /** How many columns all tables have together. */
    public int columnCount() {
        return tables.stream().mapToInt(t -> t.columns().size()).sum();
    }

    /** How many tables have a primary key. */
    public int primaryKeyCount() {
        return (int) tables.stream().filter(t -> !t.primaryKey().isEmpty()).count();
    }

    /** How many foreign keys the database declares. */
    public int foreignKeyCount() {
        return tables.stream()
                .mapToInt(t -> (int) t.foreignKeys().stream()
                        .filter(k -> k.origin() == ForeignKey.Origin.DECLARED)
                        .count())
                .sum();
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
