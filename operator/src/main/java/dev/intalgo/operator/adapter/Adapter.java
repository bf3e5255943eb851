package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that Intalgo knows of one kind of database, as its descriptor file in {@code resources/adapters} says it.
 *
 * @param name            the dbt adapter's name, for example {@code postgres}
 * @param title           what people call the database, for example {@code PostgreSQL}
 * @param dialect         the SQL dialect, by JSqlParser's name for it
 * @param packages        the Python packages of the dbt adapter and of DataHub's source; the image has exact versions
 * @param settings        the keys of its dbt profile, in the order to show them
 * @param methods         the ways to say who one is, by name, in the order to show them
 * @param leftOut         the keys of the dbt profile that are no settings here, and why
 * @param explain         what to put before a query to have it planned and not run, or empty
 * @param readOnly        the statements that make a session unable to write until it is rolled back, in order
 * @param deniedFunctions functions that a query must not call, in lower case; one that ends with {@code *} stands for
 *                        every function whose name starts so
 * @param dataHub         how DataHub reads its catalog, or null where DataHub has no source for it
 */
public record Adapter(
        String name,
        String title,
        String dialect,
        List<String> packages,
        Map<String, Setting> settings,
        Map<String, Method> methods,
        @JsonProperty("left_out") Map<String, String> leftOut,
        String explain,
        List<String> readOnly,
        Set<String> deniedFunctions,
        @JsonProperty("datahub") DataHub dataHub) {

    public Adapter {
        packages = List.copyOf(packages);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        leftOut = leftOut == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
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

    /** Whether the content of this key may come as a file from a Secret. */
    public boolean isFile(String key) {
        return settings.containsKey(key) && settings.get(key).file();
    }

    /** What the descriptor calls a key that dbt may call otherwise too. */
    public String canonical(String key) {
        return alias(key).orElse(key);
    }

    /** The setting that dbt also calls so. */
    Optional<String> alias(String key) {
        return settings.entrySet().stream()
                .filter(e -> e.getValue().aliases().contains(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
