package dev.intalgo.operator.catalog;

import java.util.Locale;
import java.util.regex.Pattern;

/** Kinds of types that a key may have: values of two kinds are never equal. */
enum KeyType {
    NUMBER,
    TEXT,
    UUID,
    BYTES,
    /** Dates, truth values, fractions, documents: nothing that refers to anything. */
    NONE,
    UNKNOWN;

    private static final Pattern FRACTION = Pattern.compile("\\(\\s*\\d+\\s*,\\s*[1-9]\\d*\\s*\\)");
    private static final Pattern NO_KEY = Pattern.compile(
            "date|time|bool|\\bbit\\b|interval|point|float|double|real|money|json|xml|array|\\[\\]|struct|map|geo");
    private static final Pattern INTEGER = Pattern.compile("int|serial|number|numeric|decimal|\\blong\\b|\\boid\\b");
    private static final Pattern LETTERS = Pattern.compile("char|text|string|clob|enum|\\bname\\b");
    private static final Pattern RAW = Pattern.compile("binary|bytea|bytes|raw|blob");

    /** Of a type as some database writes it. */
    static KeyType of(String written) {
        String type = written.toLowerCase(Locale.ROOT);
        if (type.isBlank()) {
            return UNKNOWN;
        }
        if (type.contains("uuid") || type.contains("uniqueidentifier")) {
            return UUID;
        }
        if (LETTERS.matcher(type).find()) {
            return TEXT;
        }
        if (RAW.matcher(type).find()) {
            return BYTES;
        }
        if (NO_KEY.matcher(type).find() || FRACTION.matcher(type).find()) {
            return NONE;
        }
        return INTEGER.matcher(type).find() ? NUMBER : UNKNOWN;
    }

    boolean mayEqual(KeyType other) {
        return this != NONE && other != NONE && (this == other || this == UNKNOWN || other == UNKNOWN);
    }
}
