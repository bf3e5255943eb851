package dev.intalgo.operator.sql;

import java.util.List;

/**
 * SQL that dbt can build.
 *
 * @param dbtSql     the statement with {@code source()} and {@code ref()} in place of its relations
 * @param references the relations that it reads, each once, in the order of their first use
 * @param review     what is worth a second look in it
 */
public record Rewrite(String dbtSql, List<Target> references, Review review) {
    public Rewrite {
        references = List.copyOf(references);
    }
}
