package dev.intalgo.operator.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;

/**
 * A reference to another table's key (or to the same table's).
 *
 * @param columns           the referring columns
 * @param database          the database of the table referred to; empty where it is the referring table's own
 * @param schema            the schema of the table referred to
 * @param table             the name of the table referred to
 * @param referencedColumns the columns referred to, one for each of {@code columns}
 * @param origin            who says so
 * @param confidence        of an inferred one how sure it is, above 0 and up to 1; otherwise 0
 */
public record ForeignKey(
        List<String> columns,
        String database,
        String schema,
        String table,
        List<String> referencedColumns,
        // What databases declare is written as it was before there was anything else: its hash stays.
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Declared.class)
        Origin origin,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double confidence) {

    /** Who says that there is a reference. */
    public enum Origin {
        /** The database. */
        DECLARED,
        /** Nobody: it looks so by names and types. */
        INFERRED,
        /** A person, in the sources' YAML. */
        CONFIRMED
    }

    /** What is left out of the JSON. */
    static final class Declared {
        @Override
        public boolean equals(Object value) {
            return value == null || value == Origin.DECLARED;
        }

        @Override
        public int hashCode() {
            return Origin.DECLARED.hashCode();
        }
    }

    static final Comparator<ForeignKey> ORDER = Comparator.comparing(
                    (ForeignKey k) -> k.columns().toString())
            .thenComparing(ForeignKey::database)
            .thenComparing(ForeignKey::schema)
            .thenComparing(ForeignKey::table)
            .thenComparing(k -> k.referencedColumns().toString());

    public ForeignKey {
        columns = Table.orEmpty(columns);
        database = Table.orEmpty(database);
        schema = Table.orEmpty(schema);
        table = Table.orEmpty(table);
        referencedColumns = Table.orEmpty(referencedColumns);
        origin = origin == null ? Origin.DECLARED : origin;
    }

    /** One that the database declares, to a table of the same database. */
    public ForeignKey(List<String> columns, String schema, String table, List<String> referencedColumns) {
        this(columns, "", schema, table, referencedColumns, Origin.DECLARED, 0);
    }

    /** Whether it only looks so. */
    public boolean inferred() {
        return origin == Origin.INFERRED;
    }
}
