package dev.intalgo.operator.answer;

import java.util.regex.Pattern;

/**
 * Text from other people on its way into a prompt: capped, without characters that nobody sees, and unable to close the
 * tags that it is put between. Nor can it end the message: servers that put the chat together from a template take a
 * model's own marks for it wherever they stand.
 */
public final class Untrusted {
    private static final Pattern TAG = Pattern.compile(
            "<(?=\\s*/?\\s*(?:instructions|schema|example|question|clarification|sql|error)\\b"
                    // ChatML, Llama 3, Phi and others; DeepSeek; Gemma; Llama 2; Mistral.
                    + "|\\||｜|/?(?:start|end)_of_turn|/?s>|<SYS>|</SYS>)|\\[(?=/?INST\\])",
            Pattern.CASE_INSENSITIVE);
    // Control and format characters (also those that turn the direction or mirror ASCII), and variation selectors.
    private static final Pattern UNSEEN =
            Pattern.compile("[[\\p{Cc}\\p{Cf}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}]&&[^\\n\\t]]");
    private static final Pattern BREAKS = Pattern.compile("[\\s\\p{Z}]+");
    private static final int NAME = 200;

    private Untrusted() {}

    /** The text between tags of this name. */
    static String tagged(String tag, String text, int longest) {
        return "<" + tag + ">\n" + block(text, longest) + "\n</" + tag + ">";
    }

    static String block(String text, int longest) {
        return TAG.matcher(cap(UNSEEN.matcher(text).replaceAll(""), longest)).replaceAll("‹");
    }

    /** On one line, for a place within a line. */
    public static String line(String text, int longest) {
        String flat = BREAKS.matcher(text).replaceAll(" ").strip();
        return block(flat, longest).replace('"', '\'');
    }

    /** A name with its quotes, which must stay as they are, on one line. */
    public static String name(String quoted) {
        return block(BREAKS.matcher(quoted).replaceAll(" "), NAME);
    }

    private static String cap(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
