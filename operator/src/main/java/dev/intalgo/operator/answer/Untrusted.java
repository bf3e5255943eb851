package dev.intalgo.operator.answer;

import java.util.regex.Pattern;

/** Text from other people on its way into a prompt: capped, and unable to close the tags that it is put between. */
final class Untrusted {
    private static final Pattern TAG = Pattern.compile(
            "<(?=\\s*/?\\s*(?:instructions|schema|example|question|clarification|sql|error)\\b)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]");
    private static final Pattern BREAKS = Pattern.compile("\\s+");

    private Untrusted() {}

    /** The text between tags of this name. */
    static String tagged(String tag, String text, int longest) {
        return "<" + tag + ">\n" + block(text, longest) + "\n</" + tag + ">";
    }

    static String block(String text, int longest) {
        return TAG.matcher(cap(CONTROL.matcher(text).replaceAll(""), longest)).replaceAll("‹");
    }

    /** On one line, for a place within a line. */
    static String line(String text, int longest) {
        String flat = BREAKS.matcher(text).replaceAll(" ").strip();
        return block(flat, longest).replace('"', '\'');
    }

    private static String cap(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
