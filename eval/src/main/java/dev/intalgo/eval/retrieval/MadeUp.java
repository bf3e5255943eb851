package dev.intalgo.eval.retrieval;

import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.ForeignKey;
import dev.intalgo.operator.catalog.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Tables that a question is not about; the same for the same seed. */
final class MadeUp {
    private static final int TABLES_OF_A_SCHEMA = 30;

    private final Random random;
    private final boolean described;

    /** @param described whether tables and columns have descriptions */
    MadeUp(long seed, boolean described) {
        this.random = new Random(seed);
        this.described = described;
    }

    /** Of many schemas, each of a part of a business, half of them with foreign keys. */
    List<Table> business(int count) {
        List<String> parts = new ArrayList<>(new TreeSet<>(Vocabulary.ENTITIES.keySet()));
        List<Table> tables = new ArrayList<>();
        for (int number = 1; tables.size() < count; number++) {
            String part = parts.get(random.nextInt(parts.size()));
            int size = Math.min(TABLES_OF_A_SCHEMA, count - tables.size());
            tables.addAll(schema(part + "_" + number, part, size));
        }
        return tables;
    }

    private List<Table> schema(String schema, String part, int size) {
        List<String> entities = Vocabulary.ENTITIES.get(part);
        boolean keys = random.nextBoolean();
        boolean plural = random.nextBoolean();
        Map<String, Table> tables = new LinkedHashMap<>();
        while (tables.size() < size) {
            String entity = pick(entities);
            boolean plain = tables.size() < entities.size() / 2 || random.nextInt(4) == 0;
            String name = plain ? entity + (plural ? "s" : "") : entity + "_" + pick(Vocabulary.ASPECTS);
            if (tables.containsKey(name)) {
                name += "_" + tables.size();
            }
            tables.put(name, table(schema, name, entity, List.copyOf(tables.values()), keys));
        }
        return List.copyOf(tables.values());
    }

    private Table table(String schema, String name, String entity, List<Table> before, boolean keys) {
        Map<String, Column> columns = new LinkedHashMap<>();
        List<ForeignKey> references = new ArrayList<>();
        columns.put("id", column("id", "bigint", true, "Unique identifier of the " + words(name)));
        for (int i = random.nextInt(3); i > 0 && !before.isEmpty(); i--) {
            Table other = pick(before);
            String reference = other.name() + "_id";
            if (columns.putIfAbsent(
                                    reference,
                                    column(reference, "bigint", false, "The " + words(other.name()) + " it belongs to"))
                            == null
                    && keys) {
                references.add(new ForeignKey(List.of(reference), schema, other.name(), List.of("id")));
            }
        }
        for (int i = 4 + random.nextInt(14); i > 0; i--) {
            String[] attribute = pick(Vocabulary.ATTRIBUTES);
            String what = "The " + words(attribute[0]) + " of the " + words(entity);
            columns.putIfAbsent(attribute[0], column(attribute[0], attribute[1], false, what));
        }
        String description =
                described ? "One row for each " + words(name) + " in the " + words(schema) + " system" : "";
        return new Table("", schema, name, Table.Kind.TABLE, description, List.copyOf(columns.values()), references);
    }

    /**
     * Tables that look like these: the same or nearly the same name, most of the columns, in other schemas. A question
     * is not about them.
     */
    List<Table> like(List<Table> originals, int copies) {
        List<Table> likes = new ArrayList<>();
        for (int copy = 1; copy <= copies; copy++) {
            for (Table original : originals) {
                likes.add(like(original, original.schema() + "_" + pick(List.of("old", "test", "eu", "stg")) + copy));
            }
        }
        return likes;
    }

    private Table like(Table original, String schema) {
        String name = pick(List.of("%s", "%s", "%s_v2", "stg_%s", "%s_archive", "dim_%s"))
                .formatted(original.name());
        List<Column> columns = new ArrayList<>();
        for (Column column : original.columns()) {
            if (columns.isEmpty() || random.nextInt(5) > 0) {
                columns.add(described ? column : column(column.name(), column.type(), column.primaryKey(), ""));
            }
        }
        if (random.nextBoolean()) {
            columns.add(column("loaded_at", "timestamp", false, "When the row was loaded"));
        }
        String description = described ? original.description() : "";
        return new Table("", schema, name, Table.Kind.TABLE, description, columns, List.of());
    }

    private Column column(String name, String type, boolean key, String description) {
        return new Column(name, type, !key, key, described ? description : "");
    }

    private static String words(String name) {
        return name.replace('_', ' ');
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
