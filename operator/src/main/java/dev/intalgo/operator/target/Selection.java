package dev.intalgo.operator.target;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Whether what it chooses may depend on what is compared with. */
    boolean compares() {
        return selector.isPresent()
                || Stream.concat(select.stream(), exclude.stream()).anyMatch(s -> s.contains("state:"));
    }

    /** These selectors. */
    public static Selection of(List<String> select) {
        return new Selection(select, List.of(), Optional.empty());
    }
}
