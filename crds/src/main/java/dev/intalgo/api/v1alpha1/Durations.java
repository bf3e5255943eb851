package dev.intalgo.api.v1alpha1;

import java.time.Duration;

/** Durations as people write them: a whole number of seconds, minutes or hours. */
public final class Durations {
    /** What a duration is written as. */
    public static final String PATTERN = "^[1-9][0-9]{0,5}(s|m|h)$";

    private Durations() {}

    static Duration parse(String text) {
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }
}
