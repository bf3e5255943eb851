package dev.intalgo.operator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** One dataset of DataHub: a table or a view, from the aspects that are known of it. */
final class DataHubDataset {
    static final String URN = "urn:li:dataset:(";
    private static final String FIELD_URN = "urn:li:schemaField:(";
    /** What version 2 of field paths puts between the names, for example {@code [version=2.0].[type=string].}. */
    private static final Pattern TYPE_TOKEN = Pattern.compile("\\[(version|type|key)=[^\\]]*\\]\\.?");

    private final Map<String, JsonNode> aspects;
    private final String database;
    private final String schema;
    private final String name;
    private final List<Column> columns;

    /** A reference to another dataset as DataHub gives it. */
    record Reference(List<String> columns, String dataset, List<String> referencedColumns) {}

    DataHubDataset(String urn, Map<String, JsonNode> aspects) {
        this.aspects = aspects;
        String path = path(urn);
        // Any of the names may have a dot in it; DataHub tells the last one apart.
        String told = aspect("datasetProperties").path("name").asText("");
        this.name = !told.isEmpty() && (path.equals(told) || path.endsWith("." + told)) ? told : lastName(urn);
        String parent = path.equals(name) ? "" : path.substring(0, path.length() - name.length() - 1);
        int dot = parent.indexOf('.');
        this.database = dot < 0 ? "" : parent.substring(0, dot);
        this.schema = parent.substring(dot + 1);
        this.columns = readColumns();
    }

    String schema() {
        return schema;
    }

    String name() {
        return name;
    }

    boolean hasColumns(List<String> names) {
        return columns.stream().map(Column::name).toList().containsAll(names);
    }

    Table table(List<ForeignKey> foreignKeys) {
        String edited = aspect("editableDatasetProperties").path("description").asText("");
        String described = aspect("datasetProperties").path("description").asText("");
        return new Table(database, schema, name, kind(), edited.isBlank() ? described : edited, columns, foreignKeys);
    }

    List<Reference> foreignKeys() {
        List<Reference> keys = new ArrayList<>();
        for (JsonNode key : aspect("schemaMetadata").path("foreignKeys")) {
            keys.add(new Reference(
                    fieldNames(key.path("sourceFields")),
                    key.path("foreignDataset").asText(),
                    fieldNames(key.path("foreignFields"))));
        }
        return keys;
    }

    /** The last of the names in a dataset's URN, as far as one can tell where names have dots. */
    static String lastName(String urn) {
        String path = path(urn);
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** {@code shop.public.orders} of {@code urn:li:dataset:(urn:li:dataPlatform:postgres,shop.public.orders,PROD)}. */
    private static String path(String urn) {
        int from = urn.indexOf(',') + 1;
        int to = urn.lastIndexOf(',');
        return from > 0 && to > from ? decode(urn.substring(from, to)) : urn;
    }

    /** DataHub encodes exactly what has a meaning in a URN. */
    private static String decode(String text) {
        return text.replace("%2C", ",").replace("%28", "(").replace("%29", ")").replace("%25", "%");
    }

    private Table.Kind kind() {
        for (JsonNode type : aspect("subTypes").path("typeNames")) {
            if (type.asText().contains("View")) {
                return Table.Kind.VIEW;
            }
        }
        boolean isView = aspects.containsKey("viewProperties")
                || aspect("datasetProperties").at("/customProperties/is_view").asBoolean();
        return isView ? Table.Kind.VIEW : Table.Kind.TABLE;
    }

    private List<Column> readColumns() {
        Map<String, String> edited = new HashMap<>();
        for (JsonNode info : aspect("editableSchemaMetadata").path("editableSchemaFieldInfo")) {
            edited.put(info.path("fieldPath").asText(), info.path("description").asText(""));
        }
        List<Column> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode field : aspect("schemaMetadata").path("fields")) {
            String fieldPath = field.path("fieldPath").asText();
            String column = TYPE_TOKEN.matcher(fieldPath).replaceAll("");
            int dot = column.indexOf('.');
            // A dot leads into a column that is a record, unless it is simply in the column's name.
            if (column.isEmpty() || (dot > 0 && seen.contains(column.substring(0, dot))) || !seen.add(column)) {
                continue;
            }
            String override = edited.getOrDefault(fieldPath, "");
            found.add(new Column(
                    column,
                    field.path("nativeDataType").asText(""),
                    field.path("nullable").asBoolean(),
                    field.path("isPartOfKey").asBoolean(),
                    override.isBlank() ? field.path("description").asText("") : override));
        }
        return found;
    }

    private static List<String> fieldNames(JsonNode urns) {
        List<String> names = new ArrayList<>();
        for (JsonNode node : urns) {
            String urn = node.asText();
            int end = urn.indexOf("),", FIELD_URN.length());
            if (urn.startsWith(FIELD_URN) && end > 0) {
                String path = decode(urn.substring(end + 2, urn.length() - 1));
                names.add(TYPE_TOKEN.matcher(path).replaceAll(""));
            }
        }
        return names;
    }

    private JsonNode aspect(String aspectName) {
        return aspects.getOrDefault(aspectName, MissingNode.getInstance());
    }
}
