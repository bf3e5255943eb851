package dev.intalgo.console.object;

import java.text.Normalizer;
import java.util.Locale;

/** Names of objects. */
public final class Names {
    /** What Kubernetes takes as one. */
    public static final String PATTERN = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

    private static final int LONGEST = 40;

    private Names() {}

    /**
     * A name made from a text's first words.
     *
     * @param once makes it another's than that of the same text elsewhere
     */
    public static String of(String text, String once) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        var words =
                plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST).replaceAll("-[^-]*$", "");
        var end = once.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return (words.isEmpty() ? "question" : words) + (end.isEmpty() ? "" : "-" + end);
    }
}
