package dev.intalgo.operator.retrieval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;

/**
 * Finds words in names that nothing divides, as databases make them that fold case: {@code sbcustomer} is about customers.
 * Also abbreviations: {@code cust} is.
 */
final class Compounds {
    /** Shorter words are parts of too many. */
    private static final int PART = 4;

    private static final int ABBREVIATION = 3;
    private static final int MOST = 12;

    private final List<String> names;

    private Compounds(List<String> names) {
        this.names = names;
    }

    static Compounds of(IndexReader reader, Collection<String> fields) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String field : fields) {
            Terms terms = MultiTerms.getTerms(reader, field);
            if (terms != null) {
                TermsEnum each = terms.iterator();
                while (each.next() != null) {
                    names.add(each.term().utf8ToString());
                }
            }
        }
        List<String> shortestFirst = new ArrayList<>(names);
        shortestFirst.sort(Comparator.comparingInt(String::length));
        return new Compounds(shortestFirst);
    }

    /** Other words that have this one as a part, or are short for it; the shortest. */
    List<String> of(String word) {
        return names.stream()
                .filter(name -> !name.equals(word))
                .filter(name -> word.length() >= PART && name.contains(word)
                        || name.length() >= ABBREVIATION && word.startsWith(name))
                .limit(MOST)
                .toList();
    }
}
