package dev.intalgo.operator.dbt;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dbt project's own files are made from.
 *
 * @param name         the dbt project's name: letters, digits and underscores
 * @param profile      the dbt profile that it runs with
 * @param materialized how models are kept if they do not say, for example {@code view}
 * @param title        what people call the project
 * @param connection   what people call its database
 * @param adapter      the kind of its database, as dbt names it
 * @param group        the dbt group of all models, if there is one
 * @param tags         dbt tags of all models
 */
public record ProjectSettings(
        String name,
        String profile,
        String materialized,
        String title,
        String connection,
        String adapter,
        Optional<Group> group,
        List<String> tags) {

    /**
     * A dbt group.
     *
     * @param owner who owns it: name, email address or both; empty if nobody was named
     */
    public record Group(String name, Map<String, String> owner) {}
}
