package dev.intalgo.operator.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.Column;
import dev.intalgo.operator.catalog.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The lists of statements under {@code safety/}, and the tables that they ask. */
final class Corpus {
    static final Relations RELATIONS = relations(read("catalog.yaml"));

    private Corpus() {}

    /**
     * A statement of a list.
     *
     * @param kind   what the list has it under
     * @param reason why it must be refused, or null
     * @param dbt    what it must become, or null where only its relations may change
     */
    record Case(String kind, String dialect, String sql, String reason, String dbt) {
        Rewrite rewrite() throws SqlRejected {
            return SqlRewriter.rewrite(sql, dialect, FunctionRules.KNOWN, RELATIONS);
        }

        @Override
        public String toString() {
            return dialect + ": " + sql;
        }
    }

    /** All statements of a list, whatever they try. */
    static Stream<Case> cases(String file) {
        return read(file).properties().stream()
                .flatMap(kind -> StreamSupport.stream(kind.getValue().spliterator(), false)
                        .map(c -> new Case(
                                kind.getKey(), text(c, "dialect"), text(c, "sql"), text(c, "reason"), text(c, "dbt"))));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText(null);
    }

    private static JsonNode read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/safety/" + file)) {
            return new ObjectMapper(new YAMLFactory()).readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Relations relations(JsonNode catalog) {
        List<Table> tables = new ArrayList<>();
        catalog.path("tables")
                .properties()
                .forEach(schema -> schema.getValue()
                        .properties()
                        .forEach(table -> tables.add(new Table(
                                catalog.path("database").asText(),
                                schema.getKey(),
                                table.getKey(),
                                Table.Kind.TABLE,
                                "",
                                names(table.getValue()).map(Corpus::column).toList(),
                                List.of()))));
        List<ModelInfo> models = catalog.path("models").properties().stream()
                .map(model -> new ModelInfo(
                        model.getKey(),
                        "analytics",
                        names(model.getValue())
                                .map(name -> new ModelInfo.Column(name, "", ""))
                                .toList(),
                        ""))
                .toList();
        return Relations.of(new Catalog(tables), models, catalog.path("self").asText());
    }

    private static Stream<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    private static Column column(String name) {
        return new Column(name, "text", true, false, "");
    }
}
