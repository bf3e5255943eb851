package dev.intalgo.eval;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table in Markdown. */
final class Markdown {
    private final StringBuilder text = new StringBuilder();

    Markdown(String... headings) {
        row((Object[]) headings);
        text.append(List.of(headings).stream().map(h -> "---").collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    Markdown row(Object... cells) {
        text.append(List.of(cells).stream()
                .map(cell -> cell.toString().replace("|", "\\|").replaceAll("\\s+", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        return this;
    }

    /** A part of a whole, such as {@code 12 of 16 (75.0 %)}. */
    static String share(long part, long whole) {
        return whole == 0
                ? "none"
                : String.format(Locale.ROOT, "%d of %d (%.1f %%)", part, whole, 100.0 * part / whole);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
