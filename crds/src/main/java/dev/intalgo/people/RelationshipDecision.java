package dev.intalgo.people;

/**
 * Says whether a column refers to another table's, as it looks.
 *
 * @param source    the table's dbt source
 * @param table     its name there
 * @param column    the referring column
 * @param to        what it refers to, as the person saw it; see {@link Relationship#target}
 * @param seen      what the person saw of it: where it is another by now, nothing is changed
 * @param confirmed whether it does
 */
public record RelationshipDecision(
        String source, String table, String column, String to, Relationship.State seen, boolean confirmed) {}
