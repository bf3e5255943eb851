package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The search of people, who look for tables while they still type: over the names and descriptions of tables and
 * columns. It takes a second to make for 10,000 tables, and is kept by whoever made it.
 */
public final class TableSearch {
    private final List<Table> tables;
    private final SearchIndex index;
    /** Of each table its name and those of its columns, in small letters. */
    private final List<String> names;

    private TableSearch(List<Table> tables, SearchIndex index) {
        this.tables = tables;
        this.index = index;
        this.names = tables.stream()
                .map(table -> Stream.concat(
                                Stream.of(table.qualifiedName()),
                                table.columns().stream().map(Column::name))
                        .collect(Collectors.joining(" "))
                        .toLowerCase(Locale.ROOT))
                .toList();
    }

    public static TableSearch of(Catalog catalog) {
        return new TableSearch(
                catalog.tables(),
                SearchIndex.of(catalog.tables().stream()
                        .map(table -> SearchIndex.text(Entry.of(catalog, table, SampleValues.NONE)))
                        .toList()));
    }

    /**
     * The tables that have all the words, of which the last may not have its end yet; where there is none those whose
     * names have these letters, and else those that have one of the words. The best first; all of them, in the catalog's
     * order, where nothing is asked.
     */
    public List<Table> find(String asked) {
        if (asked.isBlank()) {
            return tables;
        }
        List<String> words = new ArrayList<>(Words.of(asked));
        if (!words.isEmpty()) {
            boolean ended = Character.isWhitespace(asked.charAt(asked.length() - 1));
            String begun = ended ? "" : words.removeLast();
            List<Table> all = tables(index.all(words, begun));
            if (!all.isEmpty()) {
                return all;
            }
        }
        List<Table> named = named(asked);
        return named.isEmpty() ? tables(index.search(Words.asked(asked))) : named;
    }

    private List<Table> tables(Collection<SearchIndex.Hit> hits) {
        return hits.stream().map(hit -> tables.get(hit.at())).toList();
    }

    private List<Table> named(String asked) {
        List<String> parts = parts(asked);
        return IntStream.range(0, tables.size())
                .filter(at -> parts.stream().allMatch(names.get(at)::contains))
                .mapToObj(tables::get)
                .toList();
    }

    private static List<String> parts(String asked) {
        return Arrays.asList(asked.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    }

    /** The columns of a table that have one of the words, or its beginning, in their names or descriptions. */
    public static List<Column> matching(Table table, String asked) {
        if (asked.isBlank()) {
            return List.of();
        }
        Collection<String> words = Words.of(asked);
        List<String> parts = parts(asked);
        return table.columns().stream()
                .filter(column -> {
                    String name = column.name().toLowerCase(Locale.ROOT);
                    return parts.stream().anyMatch(name::contains)
                            || Words.of(column.name() + " " + column.description()).stream()
                                    .anyMatch(word -> words.stream().anyMatch(word::startsWith));
                })
                .toList();
    }
}
