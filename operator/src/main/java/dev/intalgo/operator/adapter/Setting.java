package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One key of an adapter's dbt profile.
 *
 * @param type         what its value is
 * @param required     whether a profile must have it, whatever the method of authentication
 * @param secret       whether its value is a secret, and so may come from a Secret only
 * @param file         whether its value is the path of a file; the content may come from a Secret
 * @param defaultValue the value if none is given, or empty: then the key is left out
 * @param allowed      the values it may have; empty for any
 * @param aliases      what else dbt calls it
 * @param example      a value as people write it, for the documentation and for tests
 * @param help         what it is, for people
 */
public record Setting(
        Type type,
        boolean required,
        boolean secret,
        boolean file,
        @JsonProperty("default") String defaultValue,
        List<String> allowed,
        List<String> aliases,
        String example,
        String help) {

    /** What kind of value a key takes. */
    public enum Type {
        @JsonProperty("string")
        STRING("text"),
        @JsonProperty("integer")
        INTEGER("a whole number"),
        @JsonProperty("number")
        NUMBER("a number"),
        @JsonProperty("boolean")
        BOOLEAN("true or false"),
        @JsonProperty("list")
        LIST("a list with commas between, for example a, b"),
        @JsonProperty("map")
        MAP("a JSON object, for example {\"name\": \"value\"}");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** What to call it in a sentence. */
        String words() {
            return words;
        }
    }

    public Setting {
        type = type == null ? Type.STRING : type;
        defaultValue = defaultValue == null ? "" : defaultValue;
        allowed = allowed == null ? List.of() : List.copyOf(allowed);
        aliases = aliases == null ? List.of() : List.copyOf(aliases);
        example = example == null ? "" : example.strip();
        help = help == null ? "" : help.strip();
    }

    /** Where a Connection has the value of this key: {@code settings} or {@code credentials}. */
    public String field() {
        return secret ? "credentials" : "settings";
    }
}
