package dev.intalgo.people;

/**
 * How a table or a view is named.
 *
 * @param source the dbt source that it is in, or would be
 * @param name   its name there
 * @param text   its schema and name, for people; with the database before them where that is another
 */
public record TableName(String source, String name, String text) {}
