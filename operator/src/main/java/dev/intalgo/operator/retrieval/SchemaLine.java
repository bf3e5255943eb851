package dev.intalgo.operator.retrieval;

import dev.intalgo.operator.answer.Untrusted;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.sql.Identifiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table or a model on one line, in as few tokens as an LLM needs to understand it:
 * {@code public.orders(id integer PK, status text "How far it is" {'OPEN', 'PAID'}, customer_id integer ->
 * public.customers(id)) -- "What was ordered"}. Whatever its names, comments and values say, it stays one line.
 */
final class SchemaLine {
    /** How much of it is said. */
    enum Detail {
        ALL,
        /** All, but of a wide table only the keys, the columns that the question mentions and the first others. */
        MOST,
        /** The names. */
        NAMES,
        /** The keys, and the columns that the question mentions. */
        KEYS
    }

    /** How many columns a table may have before some are left out. */
    static final int WIDE = 80;

    private static final int TABLE_DESCRIPTION = 300;
    private static final int COLUMN_DESCRIPTION = 120;
    private static final int VALUES = 20;
    private static final int VALUE = 40;

    private final Entry entry;
    private final Detail detail;
    private final Set<String> mentioned;
    private final String adapter;
    private final Map<String, String> arrows = new HashMap<>();
    private final List<String> composite = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();

    private SchemaLine(Entry entry, Detail detail, Set<String> mentioned, String adapter) {
        this.entry = entry;
        this.detail = detail;
        this.mentioned = mentioned;
        this.adapter = adapter;
        entry.table().foreignKeys().forEach(this::add);
        entry.table().columns().stream()
                .filter(Column::primaryKey)
                .map(Column::name)
                .forEach(keys::add);
    }

    /**
     * With its line break.
     *
     * @param mentioned the columns that the question seems to be about
     */
    static String of(Entry entry, Detail detail, Set<String> mentioned, String adapter) {
        return new SchemaLine(entry, detail, mentioned, adapter).text();
    }

    private void add(ForeignKey key) {
        keys.addAll(key.columns());
        String database = key.database().isEmpty() ? entry.database() : key.database();
        String arrow = (key.inferred() ? "probably -> " : "-> ") + before(database) + quote(key.schema()) + "."
                + quote(key.table()) + "(" + list(key.referencedColumns()) + ")";
        if (key.columns().size() == 1) {
            arrows.put(key.columns().getFirst(), " " + arrow);
        } else {
            composite.add("(" + list(key.columns()) + ") " + arrow);
        }
    }

    private String text() {
        Table table = entry.table();
        List<Column> shown = shown();
        List<String> parts = new ArrayList<>(shown.stream().map(this::column).toList());
        int left = table.columns().size() - shown.size();
        if (left > 0) {
            parts.add("… " + left + " more columns");
        }
        parts.addAll(composite);
        String name = entry.model()
                ? quote(table.name())
                : before(entry.database()) + quote(table.schema()) + "." + quote(table.name());
        String kind = table.kind() == Table.Kind.VIEW ? "view " : "";
        String description = detail == Detail.ALL || detail == Detail.MOST
                ? described(" -- ", table.description(), TABLE_DESCRIPTION)
                : "";
        return kind + name + "(" + String.join(", ", parts) + ")" + description + "\n";
    }

    private String before(String database) {
        return database.isEmpty() ? "" : quote(database) + ".";
    }

    private List<Column> shown() {
        List<Column> columns = entry.table().columns();
        if (detail == Detail.ALL || (detail != Detail.KEYS && columns.size() <= WIDE)) {
            return columns;
        }
        int others = detail == Detail.KEYS
                ? 0
                : WIDE - (int) columns.stream().filter(this::matters).count();
        List<Column> shown = new ArrayList<>();
        for (Column column : columns) {
            if (matters(column) || others-- > 0) {
                shown.add(column);
            }
        }
        return shown;
    }

    private boolean matters(Column column) {
        return keys.contains(column.name()) || mentioned.contains(column.name()) || looksLikeKey(column);
    }

    /** Many databases declare none. */
    private boolean looksLikeKey(Column column) {
        return column.name().toLowerCase(Locale.ROOT).endsWith("id")
                || column.equals(entry.table().columns().getFirst());
    }

    private String column(Column column) {
        boolean whole = detail != Detail.NAMES;
        String type = whole && !column.type().isEmpty() ? " " + Untrusted.line(column.type(), 60) : "";
        return quote(column.name())
                + type
                + (column.primaryKey() ? " PK" : "")
                + arrows.getOrDefault(column.name(), "")
                + (whole ? described(" ", column.description(), COLUMN_DESCRIPTION) + values(column) : "");
    }

    private String values(Column column) {
        List<String> values = entry.values().getOrDefault(column.name(), List.of());
        return values.isEmpty()
                ? ""
                : values.stream()
                        .limit(VALUES)
                        .map(v -> "'" + Untrusted.line(v, VALUE).replace("'", "''") + "'")
                        .collect(Collectors.joining(", ", " {", values.size() > VALUES ? ", …}" : "}"));
    }

    private static String described(String before, String text, int longest) {
        return text.isBlank() ? "" : before + '"' + Untrusted.line(text, longest) + '"';
    }

    private String list(List<String> names) {
        return names.stream().map(this::quote).collect(Collectors.joining(", "));
    }

    private String quote(String name) {
        return Untrusted.name(Identifiers.quote(name, adapter));
    }
}
