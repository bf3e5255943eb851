package dev.intalgo.operator.people;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.InferredKeys;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.people.CatalogOverview;
import dev.intalgo.people.CatalogOverview.Undescribed;
import java.util.List;

/** Counts what a catalog has, and what it lacks. */
final class CatalogOverviews {
    private static final int TOLD = 20;

    private CatalogOverviews() {}

    static CatalogOverview of(Catalog catalog) {
        List<Undescribed> lacking = catalog.tables().stream()
                .map(table -> new Undescribed(
                        catalog.display(table), !table.description().isEmpty(), undescribedColumns(table)))
                .filter(table -> !table.described() || table.columns() > 0)
                .toList();
        return new CatalogOverview(
                catalog.tables().size(),
                catalog.columnCount(),
                catalog.primaryKeyCount(),
                catalog.foreignKeyCount(),
                InferredKeys.count(catalog),
                (int) lacking.stream().filter(table -> !table.described()).count(),
                lacking.stream().mapToInt(Undescribed::columns).sum(),
                lacking.subList(0, Math.min(lacking.size(), TOLD)));
    }

    private static int undescribedColumns(Table table) {
        return (int) table.columns().stream()
                .filter(column -> column.description().isEmpty())
                .count();
    }
}
