package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.retrieval.SchemaLine.Detail;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/** A database's tables, ready to be searched. It takes a second to make for 10,000 tables, and is kept. */
final class IndexedTables {
    private final List<Entry> entries;
    private final SearchIndex index;
    private final Joins joins;
    private final String adapter;
    /** Of each table the lines that do not depend on the question; made when they are shown first. */
    private final Map<Detail, AtomicReferenceArray<Line>> lines = new EnumMap<>(Detail.class);
    /** Of each table, of each column its words; made when a table is looked at first. */
    private final AtomicReferenceArray<List<Set<String>>> columnWords;

    private IndexedTables(List<Entry> entries, SearchIndex index, Joins joins, String adapter) {
        this.entries = entries;
        this.index = index;
        this.joins = joins;
        this.adapter = adapter;
        List.of(Detail.ALL, Detail.NAMES).forEach(d -> lines.put(d, new AtomicReferenceArray<>(entries.size())));
        this.columnWords = new AtomicReferenceArray<>(entries.size());
    }

    static IndexedTables of(Catalog catalog, SampleValues values, String adapter) {
        List<Entry> entries =
                catalog.tables().stream().map(t -> Entry.of(catalog, t, values)).toList();
        return new IndexedTables(
                entries, SearchIndex.of(entries.stream().map(SearchIndex::text).toList()), Joins.of(entries), adapter);
    }

    String adapter() {
        return adapter;
    }

    List<Entry> entries() {
        return entries;
    }

    SearchIndex index() {
        return index;
    }

    Joins joins() {
        return joins;
    }

    /** A table's line; kept where it does not depend on what the question mentions. */
    Line line(int table, Detail detail, Collection<String> words) {
        Entry entry = entries.get(table);
        boolean wide = entry.table().columns().size() > SchemaLine.WIDE;
        AtomicReferenceArray<Line> kept = lines.get(detail == Detail.MOST && !wide ? Detail.ALL : detail);
        if (kept == null || (detail == Detail.NAMES && wide)) {
            return new Line(SchemaLine.of(entry, detail, mentioned(table, words), adapter));
        }
        Line known = kept.get(table);
        if (known == null) {
            known = new Line(SchemaLine.of(entry, detail, Set.of(), adapter));
            kept.set(table, known);
        }
        return known;
    }

    /** The columns of a table that share a word with the question. */
    private Set<String> mentioned(int table, Collection<String> words) {
        List<Set<String>> known = columnWords.get(table);
        if (known == null) {
            known = columnWords(entries.get(table));
            columnWords.set(table, known);
        }
        return mentioned(entries.get(table).table(), known, words);
    }

    static Set<String> mentioned(Entry entry, Collection<String> words) {
        return mentioned(entry.table(), columnWords(entry), words);
    }

    private static Set<String> mentioned(Table table, List<Set<String>> columnWords, Collection<String> words) {
        Set<String> mentioned = new HashSet<>();
        for (int i = 0; i < columnWords.size(); i++) {
            Set<String> column = columnWords.get(i);
            if (words.stream().anyMatch(column::contains)) {
                mentioned.add(table.columns().get(i).name());
            }
        }
        return mentioned;
    }

    private static List<Set<String>> columnWords(Entry entry) {
        return entry.table().columns().stream()
                .map(column -> Set.copyOf(Words.of(text(entry, column))))
                .toList();
    }

    private static String text(Entry entry, Column column) {
        Stream<String> values = entry.values().getOrDefault(column.name(), List.of()).stream();
        return String.join(
                " ",
                Stream.concat(Stream.of(column.name(), column.description()), values)
                        .toList());
    }
}
