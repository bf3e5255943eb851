package dev.intalgo.operator.answer;

import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.Identifiers;
import dev.intalgo.operator.sql.ModelInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A schema in as few characters as an LLM needs to understand it: a line for each table and model. Where all of it is
 * too long, the part that shares words with the question, with the tables that this part refers to.
 */
public final class SchemaText {
    /** About 30,000 tokens. */
    static final int BUDGET = 120_000;

    private static final int TABLE_DESCRIPTION = 300;
    private static final int COLUMN_DESCRIPTION = 120;

    private final String adapter;
    private final List<Entry> entries = new ArrayList<>();

    /** A table or a model; {@code refersTo} names the tables that its foreign keys refer to. */
    private record Entry(boolean model, String name, String line, List<String> refersTo) {}

    private SchemaText(String adapter) {
        this.adapter = adapter;
    }

    /**
     * @param self the model that is being made, which is left out; null for an analysis
     */
    public static String of(
            Catalog catalog, Collection<ModelInfo> models, String self, String question, String adapter) {
        return of(catalog, models, self, question, adapter, BUDGET);
    }

    static String of(
            Catalog catalog, Collection<ModelInfo> models, String self, String question, String adapter, int budget) {
        SchemaText text = new SchemaText(adapter);
        Set<String> built = new HashSet<>();
        for (ModelInfo model : models) {
            built.add(model.schema() + "." + model.name());
            if (!model.name().equals(self)) {
                text.entries.add(new Entry(true, model.name(), text.line(model), List.of()));
            }
        }
        for (Table table : catalog.tables()) {
            if (!built.contains(table.qualifiedName())) {
                List<String> refersTo = table.foreignKeys().stream()
                        .map(k -> k.schema() + "." + k.table())
                        .toList();
                text.entries.add(new Entry(false, table.qualifiedName(), text.line(table), refersTo));
            }
        }
        return text.within(question, budget);
    }

    private String within(String question, int budget) {
        int length = entries.stream().mapToInt(e -> e.line().length() + 1).sum();
        List<Entry> chosen = length <= budget
                ? entries
                : Relevance.choose(ranked(), question, budget).stream()
                        .map(entries::get)
                        .toList();
        StringBuilder out = new StringBuilder();
        section(out, "Models of this project, which answer earlier questions:", chosen, true);
        section(out, "Tables:", chosen, false);
        if (chosen.size() < entries.size()) {
            out.append(entries.size() - chosen.size()).append(" more, which seem to be about something else.\n");
        }
        return out.toString();
    }

    private List<Relevance.Item> ranked() {
        return entries.stream()
                .map(e -> new Relevance.Item(e.name(), e.line(), e.model(), e.refersTo()))
                .toList();
    }

    private static void section(StringBuilder out, String title, List<Entry> entries, boolean model) {
        String lines = entries.stream()
                .filter(e -> e.model() == model)
                .map(e -> e.line() + "\n")
                .collect(Collectors.joining());
        if (!lines.isEmpty()) {
            out.append(title).append('\n').append(lines);
        }
    }

    private String line(ModelInfo model) {
        String columns = model.columns().stream()
                .map(c -> column(c.name(), c.type(), "", c.description()))
                .collect(Collectors.joining(", "));
        return quote(model.name()) + "(" + columns + ")" + description(model.description(), TABLE_DESCRIPTION, " -- ");
    }

    private String line(Table table) {
        Map<String, String> arrows = new HashMap<>();
        List<String> composite = new ArrayList<>();
        for (ForeignKey key : table.foreignKeys()) {
            String arrow =
                    "-> " + quote(key.schema()) + "." + quote(key.table()) + "(" + list(key.referencedColumns()) + ")";
            if (key.columns().size() == 1) {
                arrows.put(key.columns().getFirst(), " " + arrow);
            } else {
                composite.add(", (" + list(key.columns()) + ") " + arrow);
            }
        }
        String columns = table.columns().stream()
                .map(c -> column(c.name(), c.type(), marks(c) + arrows.getOrDefault(c.name(), ""), c.description()))
                .collect(Collectors.joining(", "));
        String kind = table.kind() == Table.Kind.VIEW ? "view " : "";
        return kind + quote(table.schema()) + "." + quote(table.name()) + "(" + columns + String.join("", composite)
                + ")" + description(table.description(), TABLE_DESCRIPTION, " -- ");
    }

    private static String marks(Column column) {
        return column.primaryKey() ? " PK" : "";
    }

    private String column(String name, String type, String marks, String description) {
        String typed = type.isEmpty() ? "" : " " + Untrusted.line(type, 60);
        return quote(name) + typed + marks + description(description, COLUMN_DESCRIPTION, " ");
    }

    private static String description(String text, int longest, String before) {
        return text.isBlank() ? "" : before + '"' + Untrusted.line(text, longest) + '"';
    }

    private String list(List<String> names) {
        return names.stream().map(this::quote).collect(Collectors.joining(", "));
    }

    private String quote(String name) {
        return Untrusted.block(Identifiers.quote(name, adapter), 200).replaceAll("[\\n\\t]", " ");
    }
}
