package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogByteSizeMergePolicy;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CombinedFieldQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Full-text search (BM25 over weighted fields, with Apache Lucene) in memory, which ends with the garbage collector. */
final class SearchIndex {
    /** What is searched; a word in a name says more than one in a description. */
    enum Field {
        NAME(5),
        COLUMNS(2),
        QUESTIONS(2),
        VALUES(1.5f),
        DESCRIPTIONS(1);

        private final float weight;

        Field(float weight) {
            this.weight = weight;
        }
    }

    private static final int BUFFER_MEGABYTES = 64;
    /** A name that has little else than the word says more than a longer one. */
    private static final float ALONE = 0.5f;
    /** A name that the word is only found within says a little less. */
    private static final float COMPOUND = 0.8f;
    /** A word that only begins so says less still, whatever the word. */
    private static final float BEGUN = 0.1f;

    private final IndexReader reader;
    private final IndexSearcher searcher;
    private final Compounds compounds;

    private SearchIndex(IndexReader reader) throws IOException {
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        // The questions differ: what a cache of queries keeps is never asked again.
        searcher.setQueryCache(null);
        this.compounds = Compounds.of(reader, List.of(Field.NAME.name(), Field.COLUMNS.name()));
    }

    /** @param at the number of the text, in the order in which they were indexed */
    record Hit(int at, float score) {}

    static SearchIndex of(Collection<Map<Field, String>> texts) {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(Words.ANALYZER)
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                // Which merges neighbours only, so that texts keep their order, and with it their numbers.
                .setMergePolicy(new LogByteSizeMergePolicy());
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (Map<Field, String> text : texts) {
                Document document = new Document();
                text.forEach((field, words) -> document.add(new TextField(field.name(), words, Store.NO)));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
            return new SearchIndex(DirectoryReader.open(directory));
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    /** Over both; the numbers of the second's texts go on after the first's. */
    SearchIndex and(SearchIndex second) {
        try {
            return new SearchIndex(new MultiReader(new IndexReader[] {reader, second.reader}, false));
        } catch (IOException e) {
            throw inMemory(e);
        }
    }

    /** The texts that share a word with these, the best first. */
    List<Hit> search(Collection<String> words) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        words.stream().limit(IndexSearcher.getMaxClauseCount()).forEach(word -> query.add(word(word), Occur.SHOULD));
        return hits(query.build());
    }

    /**
     * The texts that have all of these words, the best first.
     *
     * @param begun the beginning of a word that they have besides; empty for none
     */
    List<Hit> all(Collection<String> words, String begun) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        words.stream().limit(IndexSearcher.getMaxClauseCount() / 2).forEach(word -> query.add(word(word), Occur.MUST));
        if (!begun.isEmpty()) {
            query.add(begun(begun), Occur.MUST);
        }
        return hits(query.build());
    }

    private List<Hit> hits(Query query) {
        List<Hit> hits = new ArrayList<>();
        try {
            for (ScoreDoc hit : searcher.search(query, Math.max(1, reader.maxDoc())).scoreDocs) {
                hits.add(new Hit(hit.doc, hit.score));
            }
        } catch (IOException e) {
            throw inMemory(e);
        }
        return hits;
    }

    /** The word, or less well one that it is a part of. */
    private Query word(String word) {
        List<Query> either = new ArrayList<>(List.of(exactly(word)));
        compounds.of(word).forEach(compound -> either.add(new BoostQuery(exactly(compound), COMPOUND)));
        return new DisjunctionMaxQuery(either, 0);
    }

    /** The word, or less well one that begins so: best where that is in a name. */
    private Query begun(String word) {
        List<Query> either = new ArrayList<>(List.of(word(word)));
        for (Field field : Field.values()) {
            either.add(new BoostQuery(new PrefixQuery(new Term(field.name(), word)), field.weight * BEGUN));
        }
        return new DisjunctionMaxQuery(either, 0);
    }

    private static Query exactly(String word) {
        CombinedFieldQuery.Builder query = new CombinedFieldQuery.Builder(word);
        for (Field field : Field.values()) {
            query.addField(field.name(), field.weight);
        }
        return new BooleanQuery.Builder()
                .add(query.build(), Occur.SHOULD)
                .add(new BoostQuery(new TermQuery(new Term(Field.NAME.name(), word)), ALONE), Occur.SHOULD)
                .build();
    }

    /** What is searched of a table or a model. */
    static Map<Field, String> text(Entry entry) {
        Table table = entry.table();
        Map<Field, String> text = new EnumMap<>(Field.class);
        text.put(Field.NAME, table.name());
        text.put(Field.COLUMNS, table.columns().stream().map(Column::name).collect(Collectors.joining(" ")));
        text.put(
                Field.DESCRIPTIONS,
                Stream.concat(
                                Stream.of(table.schema(), table.description()),
                                table.columns().stream().map(Column::description))
                        .collect(Collectors.joining(" ")));
        text.put(
                Field.VALUES,
                entry.values().values().stream().flatMap(List::stream).collect(Collectors.joining(" ")));
        return text;
    }

    private static UncheckedIOException inMemory(IOException e) {
        return new UncheckedIOException("of an index in memory", e);
    }
}
