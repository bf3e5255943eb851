package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.retrieval.SchemaLine.Detail;
import dev.intalgo.operator.retrieval.SearchIndex.Field;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an LLM is shown of a schema for a question: all of it where it fits, and else what the question seems to be about,
 * with the tables that are needed to join it.
 */
public final class Retrieval {
    private static final String MODELS = "Models of this project, which answer earlier questions:\n";
    private static final String TABLES = "Tables:\n";
    /** For the titles and the last line. */
    private static final int AROUND = 60;

    private final IndexedTables tables;
    /** The tables, and after them the models. */
    private final List<Entry> entries;

    private final SearchIndex index;
    private final Ranking ranking;
    /** Of each earlier question the numbers of the entries that it is about. */
    private final List<List<Integer>> earlier;
    /** The tables that models built: they are shown as models. */
    private final BitSet built = new BitSet();

    private Retrieval(IndexedTables tables, List<ModelInfo> models, List<Earlier> earlier) {
        this.tables = tables;
        this.entries = Stream.concat(tables.entries().stream(), models.stream().map(Entry::of))
                .toList();
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            numbers.put(entries.get(i).name(), i);
        }
        this.ranking = new Ranking(entries, tables.joins());
        models.stream()
                .map(m -> numbers.get(m.schema() + "." + m.name()))
                .filter(Objects::nonNull)
                .forEach(built::set);
        this.earlier = earlier.stream()
                .map(e -> Stream.concat(Stream.of(e.model()), e.reads().stream())
                        .filter(numbers::containsKey)
                        .map(numbers::get)
                        .distinct()
                        .toList())
                .toList();
        List<Map<Field, String>> texts = new ArrayList<>();
        models.forEach(m -> texts.add(SearchIndex.text(Entry.of(m))));
        earlier.forEach(e -> texts.add(Map.of(Field.QUESTIONS, e.question())));
        this.index = tables.index().and(SearchIndex.of(texts));
    }

    /** Over a database's tables, the project's models, and the questions that they and its analyses answer. */
    public static Retrieval of(
            Catalog catalog, SampleValues values, List<ModelInfo> models, List<Earlier> earlier, String adapter) {
        return of(IndexedTables.of(catalog, values, adapter), models, earlier);
    }

    static Retrieval of(IndexedTables tables, List<ModelInfo> models, List<Earlier> earlier) {
        return new Retrieval(tables, models, earlier);
    }

    /**
     * The schema for a question, a line for each table and model, in an order that stays.
     *
     * @param question the question, and all else that tells what it is about
     * @param self     the model that is being made, which is left out; null for an analysis
     * @param budget   how many tokens the text may have at most
     */
    public String schema(String question, String self, int budget) {
        List<Integer> all = IntStream.range(0, entries.size())
                .filter(i -> isShown(i, self))
                .boxed()
                .toList();
        Map<Integer, Line> whole = whole(all, budget - AROUND);
        if (whole.size() == all.size()) {
            return text(whole, 0);
        }
        Set<String> words = Words.asked(question);
        List<Integer> ranked = ranking.of(index.search(words), earlier).stream()
                .filter(i -> isShown(i, self))
                .toList();
        Map<Integer, Line> chosen = Selection.of(ranked, budget - AROUND, (i, detail) -> line(i, detail, words));
        return text(chosen, all.size() - chosen.size());
    }

    private boolean isShown(int i, String self) {
        Entry entry = entries.get(i);
        return entry.model() ? !entry.name().equals(self) : !built.get(i);
    }

    /** All lines, or as many as fit. */
    private Map<Integer, Line> whole(List<Integer> all, int budget) {
        Map<Integer, Line> lines = new TreeMap<>();
        int bytes = 0;
        int tokens = 0;
        for (int i : all) {
            Line line = line(i, Detail.ALL, Set.of());
            bytes += line.most();
            if (bytes > budget) {
                // Only now it is worth to count.
                tokens = tokens == 0
                        ? lines.values().stream().mapToInt(Line::tokens).sum()
                        : tokens;
                tokens += line.tokens();
            }
            if (tokens > budget) {
                break;
            }
            lines.put(i, line);
        }
        return lines;
    }

    private Line line(int i, Detail detail, Set<String> words) {
        Entry entry = entries.get(i);
        return entry.model()
                ? new Line(SchemaLine.of(entry, detail, IndexedTables.mentioned(entry, words), tables.adapter()))
                : tables.line(i, detail, words);
    }

    private String text(Map<Integer, Line> lines, int left) {
        StringBuilder text = new StringBuilder();
        section(text, MODELS, lines, true);
        section(text, TABLES, lines, false);
        if (left > 0) {
            text.append(left).append(" more, which seem to be about something else.\n");
        }
        return text.toString();
    }

    private void section(StringBuilder text, String title, Map<Integer, Line> lines, boolean models) {
        String section = lines.keySet().stream()
                .filter(i -> entries.get(i).model() == models)
                .map(i -> lines.get(i).text())
                .collect(Collectors.joining());
        if (!section.isEmpty()) {
            text.append(title).append(section);
        }
    }
}
