package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One key of an adapter's dbt profile.
 *
 * @param type         what its value is
 * @param required     whether a profile must have it
 * @param secret       whether its value is a secret, and so may come from a Secret only
 * @param defaultValue the value if none is given, or empty: then the key is left out
 * @param allowed      the values it may have; empty for any
 * @param help         what it is, for people
 */
public record Setting(
        Type type,
        boolean required,
        boolean secret,
        @JsonProperty("default") String defaultValue,
        List<String> allowed,
        String help) {

    /** What kind of value a key takes. */
    public enum Type {
        @JsonProperty("string")
        STRING("text"),
        @JsonProperty("integer")
        INTEGER("a whole number"),
        @JsonProperty("boolean")
        BOOLEAN("true or false");

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
        help = help == null ? "" : help.strip();
    }
}
