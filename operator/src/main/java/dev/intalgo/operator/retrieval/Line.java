package dev.intalgo.operator.retrieval;

import java.nio.charset.StandardCharsets;

/** A line of a schema, with its line break, that knows how many tokens it has once it was asked. */
final class Line {
    private final String text;
    private volatile int tokens = -1;

    Line(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    int tokens() {
        if (tokens < 0) {
            tokens = Tokens.count(text);
        }
        return tokens;
    }

    /** A number that {@link #tokens} never exceeds, for nothing: a token is a byte at least. */
    int most() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
