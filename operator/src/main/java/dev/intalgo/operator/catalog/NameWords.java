package dev.intalgo.operator.catalog;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of a name, in singular and lower case: {@code order, item, id} of {@code orderItems_ID}. Each word is
 * looked up once; not for several threads.
 */
final class NameWords {
    private final Map<String, String> singulars = new HashMap<>();

    /** The words in their order; empty where the name has neither letters nor digits. */
    List<String> of(String name) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            boolean end = i == name.length() || !Character.isLetterOrDigit(name.charAt(i));
            if (end || i > start && beginsWord(name, i)) {
                if (i > start) {
                    words.add(singular(name.substring(start, i)));
                }
                start = end ? i + 1 : i;
            }
        }
        return words;
    }

    /** A capital after a small letter, or the last of several before a small letter: {@code order|Item}, {@code URL|Code}. */
    private static boolean beginsWord(String name, int i) {
        if (!Character.isUpperCase(name.charAt(i))) {
            return false;
        }
        boolean next = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
        return !Character.isUpperCase(name.charAt(i - 1)) || next;
    }

    /** A word as the dictionary has it, and without an s where the dictionary has one too many: of orders, say. */
    String singular(String word) {
        return singulars.computeIfAbsent(word.toLowerCase(Locale.ROOT), NameWords::stemmed);
    }

    private static String stemmed(String word) {
        KeywordTokenizer whole = new KeywordTokenizer();
        whole.setReader(new StringReader(word));
        try (TokenStream stream = new EnglishMinimalStemFilter(new KStemFilter(whole))) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            String found = stream.incrementToken() ? term.toString() : word;
            stream.end();
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("of a text in memory", e);
        }
    }
}
