package dev.intalgo.people;

/**
 * Another description of a table, or of a column of it.
 *
 * @param source the table's dbt source
 * @param table  its name there
 * @param column empty for the table itself
 * @param seen   the description that the person saw: where it is another by now, nothing is changed
 * @param text   the new one; where it is empty the database's own comment counts again
 */
public record DescriptionEdit(String source, String table, String column, String seen, String text) {}
