package dev.intalgo.operator.catalog;

import java.util.Comparator;
import java.util.List;

/**
 * A reference to another table's key (or to the same table's).
 *
 * @param columns           the referring columns
 * @param schema            the schema of the table referred to
 * @param table             the name of the table referred to
 * @param referencedColumns the columns referred to, one for each of {@code columns}
 */
public record ForeignKey(List<String> columns, String schema, String table, List<String> referencedColumns) {
    static final Comparator<ForeignKey> ORDER = Comparator.comparing(
                    (ForeignKey k) -> k.columns().toString())
            .thenComparing(ForeignKey::schema)
            .thenComparing(ForeignKey::table)
            .thenComparing(k -> k.referencedColumns().toString());

    public ForeignKey {
        columns = Table.orEmpty(columns);
        schema = Table.orEmpty(schema);
        table = Table.orEmpty(table);
        referencedColumns = Table.orEmpty(referencedColumns);
    }
}
