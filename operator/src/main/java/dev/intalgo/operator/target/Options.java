package dev.intalgo.operator.target;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How dbt runs it.
 *
 * @param variables dbt's variables, as JSON values: strings, numbers, true and false
 * @param threads how many models are built at a time; empty: as the profile says
 * @param state the commit that selectors of the method state compare with, or {@link #NOTHING}
 * @param defer whether models that are not run are read from where that commit was run
 * @param fullRefresh whether incremental models and seeds are built anew
 */
@RecordBuilder
public record Options(
        SortedMap<String, Object> variables,
        OptionalInt threads,
        Optional<String> state,
        boolean defer,
        boolean fullRefresh)
        implements OptionsBuilder.With {

    /** Compared with this all is new: nothing was run before. */
    public static final String NOTHING = "0".repeat(40);

    /** Nothing but dbt's own defaults. */
    public static final Options NONE =
            new Options(new TreeMap<>(), OptionalInt.empty(), Optional.empty(), false, false);
}
