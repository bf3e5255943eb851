package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.adapter.DataHub.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DataHub recipes: what to crawl of a database. They hold placeholders where the profile's values go. */
public final class Recipes {
    /** A placeholder, and its default where it has one. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{PROFILE_([A-Z0-9_]+)(:-[^}]*)?}");

    private Recipes() {}

    /**
     * What to read of a database.
     *
     * @param databases the databases; empty for the profile's own
     * @param include   the tables, as {@code schema.table} or {@code database.schema.table} with {@code *} for any part
     *                  of a name; a name without a dot is a whole schema; empty for all
     * @param exclude   tables not to read, written alike; it goes before {@code include}
     */
    public record Selection(List<String> databases, List<String> include, List<String> exclude) {
        public Selection {
            databases = List.copyOf(databases);
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        /** All that the profile's database has. */
        public static final Selection ALL = new Selection(List.of(), List.of(), List.of());
    }

    /** What of a selection the database cannot have, each as a sentence that says what to change. */
    public static List<String> problems(Adapter adapter, Selection selection) {
        DataHub dataHub = adapter.dataHub();
        List<String> problems = new ArrayList<>();
        if (dataHub == null) {
            return problems;
        }
        if (!selection.databases().isEmpty() && dataHub.databases() == null) {
            problems.add("`ingestion.databases` must be empty: of %s only the profile's own database is read"
                    .formatted(adapter.title()));
        } else if (selection.databases().size() > 1 && dataHub.databases().form() == DataHub.Databases.Form.NAME) {
            problems.add(
                    "`ingestion.databases` must have one name: of %s one at a time is read".formatted(adapter.title()));
        }
        if (!dataHub.parts().contains(Part.DATABASE) || !dataHub.parts().contains(Part.SCHEMA)) {
            problems.addAll(tooLong("include", selection.include(), adapter));
            problems.addAll(tooLong("exclude", selection.exclude(), adapter));
        }
        return problems;
    }

    private static List<String> tooLong(String field, List<String> globs, Adapter adapter) {
        Part first = adapter.dataHub().parts().getFirst();
        return globs.stream()
                .filter(glob -> glob.chars().filter(c -> c == '.').count() > 1)
                .map(glob -> "`ingestion.%s` has %s, but a table of %s is called %s.table"
                        .formatted(field, glob, adapter.title(), word(first)))
                .toList();
    }

    private static String word(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /**
     * A recipe without its sink, for an adapter that DataHub has a source for.
     *
     * @param sampleValues whether to read values of columns too
     */
    public static JsonNode recipe(ProfileOutline profile, Selection selection, boolean sampleValues) {
        DataHub dataHub = profile.adapter().dataHub();
        ObjectNode config = dataHub.config().deepCopy();
        profile.method().ifPresent(method -> merge(config, method.config()));
        dataHub.when().stream()
                .filter(when -> when.is().equals(profile.values().get(when.key())))
                .forEach(when -> merge(config, when.config()));
        Patterns patterns = new Patterns(dataHub.parts());
        patterns.narrow(config, "table_pattern", dataHub.parts(), selection);
        if (dataHub.schemas() != null) {
            patterns.narrow(config, dataHub.schemas().key(), dataHub.schemas().parts(), selection);
        }
        // After the schemas: in some databases a schema is what others call a database.
        if (!selection.databases().isEmpty()) {
            databases(config, dataHub.databases(), selection.databases());
        }
        ObjectNode profiling = config.putObject("profiling");
        profiling.put("enabled", sampleValues);
        if (sampleValues) {
            profiling.put("include_field_sample_values", true);
        }
        withoutUnset(config, profile.keys());
        ObjectNode recipe = JsonNodeFactory.instance.objectNode();
        recipe.putObject("source").put("type", dataHub.source()).set("config", config);
        return recipe;
    }

    /** The variables that DataHub's libraries look for; values hold placeholders as recipes do. */
    public static Map<String, String> environment(ProfileOutline profile) {
        Map<String, String> environment =
                new TreeMap<>(profile.adapter().dataHub().environment());
        profile.method().ifPresent(method -> environment.putAll(method.environment()));
        environment.values().removeIf(text -> unset(text, profile.keys()));
        return environment;
    }

    private static void databases(ObjectNode config, DataHub.Databases databases, List<String> names) {
        merge(config, databases.instead());
        switch (databases.form()) {
            case NAME -> config.put(databases.key(), names.getFirst());
            case LIST -> {
                ArrayNode list = config.putArray(databases.key());
                names.forEach(list::add);
            }
            case PATTERN -> {
                ObjectNode pattern = config.withObject("/" + databases.key());
                ArrayNode allow = pattern.putArray("allow");
                names.forEach(name -> allow.add(Patterns.regex(name)));
            }
        }
    }

    /** What is null in {@code more} goes away. */
    private static void merge(ObjectNode config, ObjectNode more) {
        more.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                config.remove(field.getKey());
            } else if (field.getValue().isObject()
                    && config.path(field.getKey()).isObject()) {
                merge((ObjectNode) config.get(field.getKey()), (ObjectNode) field.getValue());
            } else {
                config.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    /** Takes out what has a placeholder for a key without a value, and what is empty without it. */
    private static void withoutUnset(JsonNode node, Set<String> keys) {
        for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
            JsonNode child = children.next();
            boolean full = !child.isEmpty();
            withoutUnset(child, keys);
            if (unset(child.asText(), keys) || (full && child.isEmpty())) {
                children.remove();
            }
        }
    }

    private static boolean unset(String text, Set<String> keys) {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            if (placeholder.group(2) == null
                    && !keys.contains(placeholder.group(1).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
