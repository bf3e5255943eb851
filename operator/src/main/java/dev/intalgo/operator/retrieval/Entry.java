package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.List;
import java.util.Map;

/**
 * What may be shown: a table of the database, or a model of the project in the form of one.
 *
 * @param database what to put before the schema's name; empty for a model and for a table of the database at home
 * @param values the values of some columns, by the column's name
 */
record Entry(boolean model, Table table, String database, Map<String, List<String>> values) {

    static Entry of(Catalog catalog, Table table, SampleValues values) {
        String database = catalog.isHome(table) ? "" : table.database();
        return new Entry(false, table, database, values.of(table.qualifiedName()));
    }

    static Entry of(ModelInfo model) {
        List<Column> columns = model.columns().stream()
                .map(c -> new Column(c.name(), c.type(), true, false, c.description()))
                .toList();
        Table table =
                new Table("", model.schema(), model.name(), Table.Kind.TABLE, model.description(), columns, List.of());
        return new Entry(true, table, "", Map.of());
    }

    /** How SQL names it. */
    String name() {
        if (model) {
            return table.name();
        }
        return database.isEmpty() ? table.qualifiedName() : database + "." + table.qualifiedName();
    }
}
