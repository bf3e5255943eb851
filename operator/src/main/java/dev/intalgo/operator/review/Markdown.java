package dev.intalgo.operator.review;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Other people's text in Markdown: shown, and without effect. */
final class Markdown {
    private static final Pattern TICKS = Pattern.compile("`+");
    /** Control and format characters, which nobody sees and some of which turn the direction of the text. */
    private static final Pattern UNSEEN = Pattern.compile("[[\\p{Cc}\\p{Cf}]&&[^\\n\\t]]");

    private static final int LONGEST_CODE = 200;

    private Markdown() {}

    /** A code block that the text cannot end. */
    static String block(String language, String text, int longest) {
        String shown = shown(text.strip(), longest);
        String fence = "`".repeat(Math.max(3, ticks(shown) + 1));
        return fence + language + "\n" + shown + "\n" + fence;
    }

    /** Code within a line. */
    static String code(String text) {
        String line = shown(text.replaceAll("\\s+", " ").strip(), LONGEST_CODE);
        String fence = "`".repeat(ticks(line) + 1);
        String space = line.startsWith("`") || line.endsWith("`") ? " " : "";
        return fence + space + line + space + fence;
    }

    private static String shown(String text, int longest) {
        String seen = UNSEEN.matcher(text).replaceAll("");
        return seen.length() <= longest ? seen : seen.substring(0, longest) + "…";
    }

    private static int ticks(String text) {
        Matcher runs = TICKS.matcher(text);
        int longest = 0;
        while (runs.find()) {
            longest = Math.max(longest, runs.end() - runs.start());
        }
        return longest;
    }
}
