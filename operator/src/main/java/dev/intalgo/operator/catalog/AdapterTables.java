package dev.intalgo.operator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what the runner found through dbt's own adapter: an array of tables, each with {@code database}, {@code schema},
 * {@code name}, {@code kind}, {@code description} and {@code columns} of {@code name}, {@code type} and
 * {@code description}. dbt knows no keys. A column is taken to be nullable where {@code nullable} does not say.
 */
public final class AdapterTables {
    private AdapterTables() {}

    /** The tables and views of the array. */
    public static Catalog toCatalog(JsonNode tables) {
        List<Table> found = new ArrayList<>();
        for (JsonNode table : tables) {
            List<Column> columns = new ArrayList<>();
            for (JsonNode column : table.path("columns")) {
                columns.add(new Column(
                        column.path("name").asText(),
                        column.path("type").asText(),
                        column.path("nullable").asBoolean(true),
                        false,
                        column.path("description").asText()));
            }
            found.add(new Table(
                    table.path("database").asText(),
                    table.path("schema").asText(),
                    table.path("name").asText(),
                    table.path("kind").asText().equals("VIEW") ? Table.Kind.VIEW : Table.Kind.TABLE,
                    table.path("description").asText(),
                    columns,
                    List.of()));
        }
        return new Catalog(found);
    }
}
