package dev.intalgo.people;

import java.util.List;

/**
 * What was found in a database.
 *
 * @param tables how many tables and views there are
 * @param columns how many columns they have
 * @param primaryKeys how many tables have a primary key
 * @param declaredKeys how many foreign keys the database declares
 * @param inferredKeys how many relationships it does not declare look so by names and types
 * @param undescribedTables how many tables have no description
 * @param undescribedColumns how many columns have none
 * @param undescribed the first tables without a description, or with columns that have none
 */
public record CatalogOverview(
        int tables,
        int columns,
        int primaryKeys,
        int declaredKeys,
        int inferredKeys,
        int undescribedTables,
        int undescribedColumns,
        List<Undescribed> undescribed) {
    public CatalogOverview {
        undescribed = List.copyOf(undescribed);
    }

    /**
     * A table that lacks descriptions.
     *
     * @param table its name, with the schema
     * @param described whether the table itself has one
     * @param columns how many of its columns have none
     */
    public record Undescribed(String table, boolean described, int columns) {}
}
