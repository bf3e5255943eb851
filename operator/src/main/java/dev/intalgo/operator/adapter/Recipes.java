package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** DataHub recipes: what to crawl of a database. They hold placeholders where the profile's values go. */
public final class Recipes {
    private Recipes() {}

    /**
     * A recipe without its sink.
     *
     * @param include      tables to read, as {@code schema.table} with {@code *} for any part of a name; a name without
     *                     a dot is a whole schema; empty for all
     * @param exclude      tables not to read, written alike; it goes before {@code include}
     * @param sampleValues whether to read values of columns too
     */
    public static JsonNode recipe(Adapter adapter, List<String> include, List<String> exclude, boolean sampleValues) {
        ObjectNode recipe = adapter.recipe().deepCopy();
        ObjectNode config = (ObjectNode) recipe.at("/source/config");
        ObjectNode tables = config.putObject("table_pattern");
        ArrayNode allow = tables.putArray("allow");
        (include.isEmpty() ? List.of("*.*") : include).forEach(glob -> allow.add(regex(glob)));
        ArrayNode deny = tables.putArray("deny");
        exclude.forEach(glob -> deny.add(regex(glob)));
        ObjectNode profiling = config.putObject("profiling");
        profiling.put("enabled", sampleValues);
        if (sampleValues) {
            profiling.put("include_field_sample_values", true);
        }
        return recipe;
    }

    /** DataHub matches from the start of {@code database.schema.table}. It leaves text alone that has no ${NAME}. */
    static String regex(String glob) {
        String full = glob.contains(".") ? glob : glob + ".*";
        StringBuilder regex = new StringBuilder("[^.]+\\.");
        full.codePoints().forEach(c -> {
            if (c == '*') {
                regex.append(".*");
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                regex.appendCodePoint(c);
            } else {
                regex.append('\\').appendCodePoint(c);
            }
        });
        return regex.append('$').toString();
    }
}
