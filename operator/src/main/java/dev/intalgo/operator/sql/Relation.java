package dev.intalgo.operator.sql;

import java.util.List;

/**
 * A table, view or model that SQL may name. Names are as the database spells them.
 *
 * @param database the database it is in; empty if unknown
 * @param schema   the schema it is in; empty if unknown
 * @param name     its name
 * @param columns  its columns' names; empty if they are not known, and then every column is allowed
 * @param target   what dbt calls it
 */
public record Relation(String database, String schema, String name, List<String> columns, Target target) {
    public Relation {
        columns = List.copyOf(columns);
    }

    /** The name to show to people: {@code schema.name}, or the model's name. */
    public String display() {
        return target.display();
    }
}
