package dev.intalgo.operator.dbt;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a project wants of its sources.
 *
 * @param tests     whether keys become tests
 * @param freshness how old tables may be; of several that fit a table the first counts
 */
public record SourceRules(boolean tests, List<Freshness> freshness) {
    /** Tests, and no freshness. */
    public static final SourceRules DEFAULT = new SourceRules(true, List.of());

    public SourceRules {
        freshness = List.copyOf(freshness);
    }

    /**
     * How old tables may be.
     *
     * @param tables     which, as {@code schema.table} with {@code *} for any part of a name
     * @param loadedAt   the column that says when a row was loaded; a table without it is left out
     * @param warnAfter  a whole number of minutes, hours or days, such as {@code 24h}; empty: no warning
     * @param errorAfter likewise
     */
    public record Freshness(String tables, String loadedAt, String warnAfter, String errorAfter) {
        public Freshness {
            warnAfter = warnAfter == null ? "" : warnAfter;
            errorAfter = errorAfter == null ? "" : errorAfter;
        }

        private boolean covers(Table table) {
            Pattern pattern = Pattern.compile(
                    "\\Q" + tables.replace("*", "\\E.*\\Q") + "\\E", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
            return pattern.matcher(table.qualifiedName()).matches()
                    || pattern.matcher(table.database() + "." + table.qualifiedName())
                            .matches();
        }

        private Map<String, Object> config(String column) {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("loaded_at_field", DbtNames.needsQuotes(column) ? '"' + column + '"' : column);
            Map<String, Object> limits = new LinkedHashMap<>();
            limit(limits, "warn_after", warnAfter);
            limit(limits, "error_after", errorAfter);
            config.put("freshness", limits);
            return config;
        }

        private static void limit(Map<String, Object> limits, String key, String age) {
            if (!age.isEmpty()) {
                Map<String, Object> limit = new LinkedHashMap<>();
                limit.put("count", Integer.parseInt(age.substring(0, age.length() - 1)));
                limit.put(
                        "period",
                        switch (age.charAt(age.length() - 1)) {
                            case 'm' -> "minute";
                            case 'h' -> "hour";
                            case 'd' -> "day";
                            default -> throw new IllegalArgumentException("not an age: " + age);
                        });
                limits.put(key, limit);
            }
        }
    }

    /** The table's {@code config} in dbt; empty where nothing is wanted of it. */
    Map<String, Object> config(Table table) {
        return freshness.stream()
                .filter(f -> f.covers(table))
                .flatMap(f -> loadedAt(table, f).map(f::config).stream())
                .findFirst()
                .orElse(Map.of());
    }

    private static Optional<String> loadedAt(Table table, Freshness freshness) {
        return table.columns().stream()
                .map(Column::name)
                .filter(name -> name.equalsIgnoreCase(freshness.loadedAt()))
                .filter(name -> DbtNames.isUsableColumn(name) && !name.contains("\""))
                .findFirst();
    }
}
