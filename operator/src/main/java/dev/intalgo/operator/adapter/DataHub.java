package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * How DataHub reads the catalog of one kind of database. A placeholder such as <code>${PROFILE_HOST}</code> stands for
 * the value of the profile's key {@code host}; what has one without a value is left out, unless it has a default:
 * <code>${PROFILE_PORT:-5432}</code>.
 *
 * @param source      the name of its source
 * @param parts       what the names that its patterns are matched with are made of
 * @param schemas     the pattern that narrows the schemas, or null where it has none
 * @param databases   how to make it read other databases than the profile's, or null where it cannot
 * @param config      the configuration of the source
 * @param when        what the configuration has besides, where a key has a certain value
 * @param environment variables that its libraries look for
 */
public record DataHub(
        String source,
        List<Part> parts,
        Schemas schemas,
        Databases databases,
        ObjectNode config,
        List<When> when,
        Map<String, String> environment) {

    public DataHub {
        parts = List.copyOf(parts);
        config = config == null ? JsonNodeFactory.instance.objectNode() : config;
        when = when == null ? List.of() : List.copyOf(when);
        environment = environment == null ? Map.of() : Map.copyOf(environment);
    }

    /**
     * What the configuration has besides, where a key has a certain value.
     *
     * @param key    the profile's key
     * @param is     its value
     * @param config what to add
     */
    public record When(String key, String is, ObjectNode config) {}

    /** A part of a table's name. */
    public enum Part {
        DATABASE,
        SCHEMA,
        TABLE
    }

    /**
     * The pattern that narrows the schemas.
     *
     * @param key   the configuration's key
     * @param parts what the names that it is matched with are made of
     */
    public record Schemas(String key, List<Part> parts) {
        public Schemas {
            parts = parts == null ? List.of(Part.SCHEMA) : List.copyOf(parts);
        }
    }

    /**
     * Where the configuration has the databases to read.
     *
     * @param key     the configuration's key
     * @param form    how they are written there
     * @param instead what else to change in the configuration; a key that is null goes away
     */
    public record Databases(String key, Form form, ObjectNode instead) {
        public Databases {
            instead = instead == null ? JsonNodeFactory.instance.objectNode() : instead;
        }

        /** How several databases are written. */
        public enum Form {
            /** As what is allowed by a pattern. */
            PATTERN,
            /** As a list of names. */
            LIST,
            /** As one name: it reads no more than one. */
            NAME
        }
    }
}
