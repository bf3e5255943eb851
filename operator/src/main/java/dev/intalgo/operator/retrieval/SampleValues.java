package dev.intalgo.operator.retrieval;

import java.util.List;
import java.util.Map;

/**
 * The values of columns that have few different ones, by {@code schema.table} and column. They are data of the database:
 * there are some only where the project shares them.
 */
public record SampleValues(Map<String, Map<String, List<String>>> byTable) {
    /** Where nothing is shared, or nothing known. */
    public static final SampleValues NONE = new SampleValues(Map.of());

    public SampleValues {
        byTable = Map.copyOf(byTable);
    }

    Map<String, List<String>> of(String qualifiedName) {
        return byTable.getOrDefault(qualifiedName, Map.of());
    }
}
