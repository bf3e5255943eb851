package dev.intalgo.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a query returns.
 *
 * @param columns the names of the columns, not always different
 * @param rows    the values; a number is a {@code Double}, a truth a {@code Boolean}, anything else text or null
 */
record Rows(List<String> columns, List<List<Object>> rows) {

    static Rows of(JsonNode result) {
        List<String> columns = new ArrayList<>();
        result.path("columns").forEach(c -> columns.add(c.asText()));
        List<List<Object>> rows = new ArrayList<>();
        result.path("rows").forEach(row -> {
            List<Object> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(value(cell)));
            rows.add(cells);
        });
        return new Rows(columns, rows);
    }

    private static Object value(JsonNode cell) {
        return switch (cell.getNodeType()) {
            case NULL -> null;
            case NUMBER -> cell.doubleValue();
            case BOOLEAN -> cell.booleanValue();
            default -> cell.asText();
        };
    }
}
