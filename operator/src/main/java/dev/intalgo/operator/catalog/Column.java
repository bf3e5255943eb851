package dev.intalgo.operator.catalog;

/**
 * A column of a table or a view.
 *
 * @param name        its name, as the database spells it
 * @param type        its type as the database writes it, for example {@code numeric(10,2)}; empty if unknown
 * @param nullable    whether it may hold null
 * @param primaryKey  whether it is (part of) the primary key
 * @param description the comment on it, or empty
 */
public record Column(String name, String type, boolean nullable, boolean primaryKey, String description) {
    public Column {
        name = Table.orEmpty(name);
        type = Table.orEmpty(type);
        description = Table.orEmpty(description).strip();
    }

    /** The same with another description. */
    public Column describedAs(String other) {
        return new Column(name, type, nullable, primaryKey, other);
    }
}
