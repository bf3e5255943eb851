package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.List;
import java.util.Map;

/**
 * What may be shown: a table of the database, or a model of the project in the form of one.
 *
 * @param values the values of some columns, by the column's name
 */
record Entry(boolean model, Table table, Map<String, List<String>> values) {

    static Entry of(Table table, SampleValues values) {
        return new Entry(false, table, values.of(table.qualifiedName()));
    }

    static Entry of(ModelInfo model) {
        List<Column> columns = model.columns().stream()
                .map(c -> new Column(c.name(), c.type(), true, false, c.description()))
                .toList();
        Table table =
                new Table("", model.schema(), model.name(), Table.Kind.TABLE, model.description(), columns, List.of());
        return new Entry(true, table, Map.of());
    }

    /** How SQL names it. */
    String name() {
        return model ? table.name() : table.qualifiedName();
    }
}
