package dev.intalgo.operator.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * The words of names and of sentences, so that the two meet: {@code orderItems}, {@code ORDER_ITEM2} and "ordered items"
 * share words.
 */
final class Words extends Analyzer {
    /** For what is searched. */
    static final Words ANALYZER = new Words(0);
    /** For what is asked. */
    private static final Words WITH_COMPOUNDS = new Words(WordDelimiterGraphFilter.CATENATE_WORDS);

    private static final int PARTS = WordDelimiterGraphFilter.GENERATE_WORD_PARTS
            | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
            | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE
            | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
            | WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;
    private static final CharArraySet STOP = stop();

    private final int options;

    private Words(int more) {
        this.options = PARTS | more;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
        WhitespaceTokenizer source = new WhitespaceTokenizer();
        TokenStream words = new WordDelimiterGraphFilter(source, options, CharArraySet.EMPTY_SET);
        words = new ASCIIFoldingFilter(new LowerCaseFilter(new FlattenGraphFilter(words)));
        words = new KStemFilter(new StopFilter(words, STOP));
        return new TokenStreamComponents(source, new RemoveDuplicatesTokenFilter(words));
    }

    /** The words of a question, and the parts of its compounds together: "check-in" is {@code checkin} too. */
    static Set<String> asked(String question) {
        return WITH_COMPOUNDS.words(question);
    }

    /** Each word once, in the text's order. */
    static Set<String> of(String text) {
        return ANALYZER.words(text);
    }

    private Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream stream = tokenStream("", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                words.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("of a text in memory", e);
        }
        return words;
    }

    /** Words that are in questions whatever they are about. */
    private static CharArraySet stop() {
        CharArraySet stop = new CharArraySet(EnglishAnalyzer.getDefaultStopSet(), true);
        stop.addAll(
                List.of("how", "what", "which", "who", "whose", "whom", "where", "when", "why", "do", "does", "did"));
        stop.addAll(List.of("many", "much", "have", "has", "had", "from", "me", "my", "we", "our", "i", "you", "your"));
        stop.addAll(List.of("all", "each", "every", "than", "its", "were", "been", "can", "show", "give", "please"));
        return stop;
    }
}
