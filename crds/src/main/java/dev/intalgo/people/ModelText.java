package dev.intalgo.people;

/**
 * The text of a model's file.
 *
 * @param path the file's place in the dbt project
 */
public record ModelText(String path, String text) {}
