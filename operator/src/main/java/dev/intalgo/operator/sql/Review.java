package dev.intalgo.operator.sql;

import java.util.List;

/**
 * What is worth a second look in SQL though the database accepts it. It says nothing where it is not sure.
 *
 * @param findings what can be told from the SQL and the catalog
 * @param probes   what only the rows can tell
 */
public record Review(List<Finding> findings, List<Probe> probes) {
    /** Nothing. */
    static final Review NONE = new Review(List.of(), List.of());

    public Review {
        findings = List.copyOf(findings);
        probes = List.copyOf(probes);
    }
}
