package dev.intalgo.operator.target;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The runner's command line. */
final class Arguments {
    private Arguments() {}

    /** Runs what the selectors choose at the commit; everything if there are none. */
    static List<String> of(String commit, Collection<String> select) {
        List<String> arguments = new ArrayList<>(List.of("run", "--commit", commit));
        if (!select.isEmpty()) {
            arguments.add("--select");
            arguments.addAll(select);
        }
        return List.copyOf(arguments);
    }
}
