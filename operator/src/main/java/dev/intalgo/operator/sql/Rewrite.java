package dev.intalgo.operator.sql;

import java.util.List;

/**
 * SQL that dbt can build.
 *
 * @param dbtSql     the statement with {@code source()} and {@code ref()} in place of its relations
 * @param references the relations that it reads, each once, in the order of their first use
 */
public record Rewrite(String dbtSql, List<Target> references) {
    public Rewrite {
        references = List.copyOf(references);
    }
}
