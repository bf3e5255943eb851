package dev.intalgo.operator.retrieval;

import java.util.List;

/**
 * A question that has been answered.
 *
 * @param question what was asked
 * @param model    the model that answers it; empty where it is an analysis
 * @param reads    the tables and models that the answer reads, as {@code schema.table} and {@code model}
 */
public record Earlier(String question, String model, List<String> reads) {
    public Earlier {
        reads = List.copyOf(reads);
    }
}
