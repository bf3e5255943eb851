package dev.intalgo.operator.target;

import java.util.List;
import java.util.Optional;

/**
 * What dbt is told to run.
 *
 * @param select dbt selectors; empty: all models
 * @param exclude dbt selectors of what not to run
 * @param selector the name of one in {@code selectors.yml}, instead of both
 */
public record Selection(List<String> select, List<String> exclude, Optional<String> selector) {
    public Selection {
        select = List.copyOf(select);
        exclude = List.copyOf(exclude);
    }

    /** These selectors. */
    public static Selection of(List<String> select) {
        return new Selection(select, List.of(), Optional.empty());
    }
}
