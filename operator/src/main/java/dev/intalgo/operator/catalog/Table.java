package dev.intalgo.operator.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table or a view. Names are as the database spells them.
 *
 * @param database    the database it is in, or empty where the database has no such level
 * @param schema      the schema it is in
 * @param name        its name
 * @param kind        what it is
 * @param description the comment on it, or empty
 * @param columns     its columns, in the table's order
 * @param foreignKeys its foreign keys, ordered by their columns
 */
public record Table(
        String database,
        String schema,
        String name,
        Kind kind,
        String description,
        List<Column> columns,
        List<ForeignKey> foreignKeys) {

    /** What a relation is in the database. */
    public enum Kind {
        TABLE,
        VIEW
    }

    public Table {
        // JSON leaves out what is empty.
        database = orEmpty(database);
        schema = orEmpty(schema);
        name = orEmpty(name);
        description = orEmpty(description).strip();
        columns = orEmpty(columns);
        foreignKeys = orEmpty(foreignKeys).stream().sorted(ForeignKey.ORDER).toList();
    }

    /** The primary key's columns in the table's order; empty where there is none. */
    public List<String> primaryKey() {
        return columns.stream().filter(Column::primaryKey).map(Column::name).toList();
    }

    /** The column of exactly this name. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** {@code schema.name}, to show to people. */
    public String qualifiedName() {
        return schema + "." + name;
    }

    /** 16 hexadecimal digits that are the same for the same content on every machine. */
    public String hash() {
        return CatalogJson.hash(this);
    }

    /** The same with further foreign keys. */
    Table withMoreKeys(List<ForeignKey> more) {
        return more.isEmpty()
                ? this
                : new Table(
                        database,
                        schema,
                        name,
                        kind,
                        description,
                        columns,
                        Stream.concat(foreignKeys.stream(), more.stream()).toList());
    }

    /** The same with the descriptions that an earlier one has, where it has some. */
    Table describedAs(Table earlier) {
        return new Table(
                database,
                schema,
                name,
                kind,
                earlier.description.isEmpty() ? description : earlier.description,
                columns.stream()
                        .map(column -> earlier.column(column.name())
                                .map(Column::description)
                                .filter(text -> !text.isEmpty())
                                .map(column::describedAs)
                                .orElse(column))
                        .toList(),
                foreignKeys);
    }

    static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    boolean is(String schema, String name) {
        return this.schema.equals(schema) && this.name.equals(name);
    }
}
