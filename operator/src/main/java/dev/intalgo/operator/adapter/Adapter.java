package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * All that Intalgo knows of one kind of database, as its descriptor file in {@code resources/adapters} says it.
 *
 * @param name            the dbt adapter's name, for example {@code postgres}
 * @param title           what people call the database, for example {@code PostgreSQL}
 * @param dialect         the SQL dialect, by JSqlParser's name for it
 * @param settings        the keys of its dbt profile, in the order to show them
 * @param explain         what to put before a query to have it planned and not run, or empty
 * @param readOnly        the statements that make a session unable to write, in order
 * @param deniedFunctions functions that a query must not call, in lower case; one that ends with {@code *} stands for
 *                        every function whose name starts so
 * @param recipe          the DataHub recipe, with a placeholder such as <code>${PROFILE_HOST}</code> for the profile's
 *                        keys
 */
public record Adapter(
        String name,
        String title,
        String dialect,
        Map<String, Setting> settings,
        String explain,
        List<String> readOnly,
        Set<String> deniedFunctions,
        JsonNode recipe) {

    public Adapter {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        explain = explain == null ? "" : explain;
        readOnly = readOnly == null ? List.of() : List.copyOf(readOnly);
        deniedFunctions = deniedFunctions == null ? Set.of() : Set.copyOf(deniedFunctions);
    }

    /** Whether a query must not call the function of this name, however the name is capitalised. */
    public boolean denies(String function) {
        String lower = function.toLowerCase(Locale.ROOT);
        return deniedFunctions.contains(lower)
                || deniedFunctions.stream()
                        .filter(d -> d.endsWith("*"))
                        .anyMatch(d -> lower.startsWith(d.substring(0, d.length() - 1)));
    }
}
