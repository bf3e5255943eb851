package dev.intalgo.operator.dbt;

/**
 * What a dbt project's own files are made from.
 *
 * @param name         the dbt project's name: letters, digits and underscores
 * @param profile      the dbt profile that it runs with
 * @param materialized how models are kept if they do not say, for example {@code view}
 * @param title        what people call the project
 * @param connection   what people call its database
 */
public record ProjectSettings(String name, String profile, String materialized, String title, String connection) {}
