package dev.intalgo.people;

import java.util.List;

/**
 * A reference of a table to another's key, or to its own.
 *
 * @param toColumns  the columns referred to, one for each of {@code columns}
 * @param confidence of what was inferred how sure that is, above 0 and up to 1; otherwise 0
 */
public record Relationship(
        TableName from, List<String> columns, TableName to, List<String> toColumns, State state, double confidence) {
    public Relationship {
        columns = List.copyOf(columns);
        toColumns = List.copyOf(toColumns);
    }

    /** What a decision names it by: the table referred to, for people, a dot and the (first) column. */
    public String target() {
        return to.text() + "." + toColumns.getFirst();
    }

    /** Whether it refers by the same columns to the same. */
    public boolean sameKeys(Relationship other) {
        return from.equals(other.from)
                && columns.equals(other.columns)
                && to.equals(other.to)
                && toColumns.equals(other.toColumns);
    }

    /** The same as somebody else says. */
    public Relationship as(State said) {
        return new Relationship(from, columns, to, toColumns, said, confidence);
    }

    /** Who says so. */
    public enum State {
        /** The database. */
        DECLARED,
        /** Nobody: it looks so by names and types. */
        INFERRED,
        /** A person. */
        CONFIRMED,
        /** A person says that it is none. */
        DENIED
    }
}
