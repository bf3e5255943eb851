package dev.intalgo.operator.sql;

import java.util.List;

/**
 * SQL that dbt can build.
 *
 * @param dbtSql     the statement with {@code source()} and {@code ref()} in place of its relations
 * @param references the relations that it reads, each once, in the order of their first use
 * @param review     what is worth a second look in it
 * @param passed     the columns that it puts out as a relation has them, where that is certain
 */
public record Rewrite(String dbtSql, List<Target> references, Review review, List<Passed> passed) {
    public Rewrite {
        references = List.copyOf(references);
        passed = List.copyOf(passed);
    }

    /**
     * A column that a relation has.
     *
     * @param name      what it is called in the result
     * @param relation  where it comes from
     * @param column    what it is called there
     * @param neverNull whether it is null in no row of the result
     */
    public record Passed(String name, Target relation, String column, boolean neverNull) {
        Passed as(String other) {
            return new Passed(other, relation, column, neverNull);
        }

        Passed mayBeNull() {
            return new Passed(name, relation, column, false);
        }
    }
}
