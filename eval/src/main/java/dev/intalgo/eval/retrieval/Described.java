package dev.intalgo.eval.retrieval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a database as its JSON describes them: without keys, and in lower case as PostgreSQL has them. */
final class Described {
    private Described() {}

    /** @param schema in which to put them, whatever their own */
    static List<Table> tables(Path json, String schema, boolean described) {
        JsonNode metadata;
        try {
            metadata = new JsonMapper().readTree(json.toFile()).path("table_metadata");
        } catch (IOException e) {
            throw new UncheckedIOException(json.toString(), e);
        }
        List<Table> tables = new ArrayList<>();
        metadata.properties().forEach(table -> {
            List<Column> columns = new ArrayList<>();
            table.getValue().forEach(c -> columns.add(column(c, described)));
            String name = table.getKey().substring(table.getKey().indexOf('.') + 1);
            tables.add(new Table("", schema, lower(name), Table.Kind.TABLE, "", columns, List.of()));
        });
        return tables;
    }

    private static Column column(JsonNode column, boolean described) {
        return new Column(
                lower(column.path("column_name").asText()),
                column.path("data_type").asText(),
                true,
                false,
                described ? column.path("column_description").asText("") : "");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
