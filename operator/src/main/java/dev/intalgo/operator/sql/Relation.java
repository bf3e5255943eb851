package dev.intalgo.operator.sql;

import dev.intalgo.operator.catalog.ForeignKey;
import java.util.List;
import java.util.Optional;

/**
 * A table, view or model that SQL may name. Names are as the database spells them.
 *
 * @param database    the database it is in; empty if unknown
 * @param schema      the schema it is in; empty if unknown
 * @param name        its name
 * @param attributes  its columns; empty if they are not known, and then every column is allowed
 * @param key         the columns of its primary key; empty if it has none or it is not known
 * @param foreignKeys its foreign keys, as far as they are known
 * @param target      what dbt calls it
 */
public record Relation(
        String database,
        String schema,
        String name,
        List<Attribute> attributes,
        List<String> key,
        List<ForeignKey> foreignKeys,
        Target target) {
    public Relation {
        attributes = List.copyOf(attributes);
        key = List.copyOf(key);
        foreignKeys = List.copyOf(foreignKeys);
    }

    /** Whether a column may hold null. */
    public enum Nulls {
        NEVER,
        POSSIBLE,
        UNKNOWN
    }

    /** A column; its type is as the database writes it, empty if unknown. */
    public record Attribute(String name, String type, Nulls nulls) {}

    /** Its columns' names; empty if they are not known. */
    public List<String> columns() {
        return attributes.stream().map(Attribute::name).toList();
    }

    /** The column of exactly this name. */
    public Optional<Attribute> attribute(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /** The name to show to people: {@code schema.name}, with the database where it is elsewhere, or the model's name. */
    public String display() {
        return isElsewhere() ? database + "." + schema + "." + name : target.display();
    }

    /** Whether it is a table of another database than the one that names without one mean. */
    boolean isElsewhere() {
        return target instanceof Target.Source source && !source.source().equals(schema) && !database.isEmpty();
    }
}
