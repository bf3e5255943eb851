package dev.intalgo.operator.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.operator.catalog.AdapterTables;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.DataHubRecords;
import dev.intalgo.operator.catalog.InferredKeys;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What an ingestion hands in: what the crawl found as {@code records}, and as {@code edits} the aspects that people
 * edited on a DataHub server, as records of the same datasets. DataHub's records may be hundreds of megabytes, most of
 * which the catalog does not need: they are thinned out as they are read.
 *
 * <p>Which it is, the task's {@code source} says: {@code DataHub}, by the task's {@code recipe}, where it is not given,
 * or {@code Adapter}, by its {@code include}, {@code exclude} and {@code databases}, each a list as in the Connection.
 * Where the task's {@code probe} is true only the database was connected to, and there is neither.
 *
 * @param outcome all but the records and the tables
 * @param records what of DataHub's records tells of tables; null where there were none
 * @param tables what was found through dbt's adapter; null where there was nothing
 */
record IngestResult(ObjectNode outcome, ArrayNode records, JsonNode tables) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_NO_USE =
            List.of("platformSchema", "created", "lastModified", "systemMetadata", "headers", "auditHeader", "hash");
    private static final List<String> OF_NO_USE_IN_FIELDS =
            List.of("type", "globalTags", "glossaryTerms", "jsonProps", "recursive", "label");

    /** @throws IOException where it is no JSON object, or is cut off */
    static IngestResult read(InputStream body) throws IOException {
        ObjectNode outcome = JsonNodeFactory.instance.objectNode();
        ArrayNode records = null;
        JsonNode tables = null;
        ArrayNode edits = JsonNodeFactory.instance.arrayNode();
        try (JsonParser parser = JSON.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, "the result must be a JSON object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("records") && value == JsonToken.START_ARRAY) {
                    records = records(parser);
                } else if (field.equals("tables") && value == JsonToken.START_ARRAY) {
                    tables = parser.readValueAsTree();
                } else if (field.equals("edits") && value == JsonToken.START_ARRAY) {
                    edits = records(parser);
                } else {
                    outcome.set(field, parser.readValueAsTree());
                }
            }
            require(parser.nextToken() == null, "there is something after the result");
        }
        if (records != null) {
            // Later aspects take the place of earlier ones.
            for (JsonNode edit : edits) {
                if (isEdit(edit)) {
                    records.add(edit);
                }
            }
        }
        return new IngestResult(outcome, records, tables);
    }

    private static ArrayNode records(JsonParser parser) throws IOException {
        ArrayNode records = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode record = parser.readValueAsTree();
            require(record != null, "the records are cut off");
            if (record.has("proposedSnapshot") || tells(record)) {
                records.add(thin(record));
            }
        }
        return records;
    }

    private static boolean tells(JsonNode record) {
        return record.path("entityUrn").asText().startsWith("urn:li:dataset:")
                && switch (record.path("aspectName").asText()) {
                    case "schemaMetadata",
                            "datasetProperties",
                            "editableDatasetProperties",
                            "editableSchemaMetadata",
                            "subTypes",
                            "status",
                            "viewProperties" -> true;
                    default -> false;
                };
    }

    /** Of what people edited in DataHub; a server knows of other aspects what the crawl knows better. */
    private static boolean isEdit(JsonNode record) {
        return record.path("aspectName").asText().startsWith("editable");
    }

    private static JsonNode thin(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(OF_NO_USE);
            if (object.has("fieldPath") && object.has("nativeDataType")) {
                object.remove(OF_NO_USE_IN_FIELDS);
            }
        }
        node.forEach(IngestResult::thin);
        return node;
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }

    boolean ok() {
        return outcome.path("ok").asBoolean() && (records != null || tables != null);
    }

    /** Whether a DataHub server could not be asked what people edited there. */
    boolean lacksEdits() {
        return outcome.has("published")
                && !outcome.at("/published/ok").asBoolean()
                && !outcome.at("/published/edited").asBoolean();
    }

    Catalog catalog() {
        return records != null ? DataHubRecords.toCatalog(records) : AdapterTables.toCatalog(tables);
    }

    /** The task's result once the catalog is stored. */
    ObjectNode summary(String hash, Catalog catalog) {
        ObjectNode summary = outcome.deepCopy();
        summary.put("catalog", hash);
        summary.put("tables", catalog.tables().size());
        summary.put("columns", catalog.columnCount());
        summary.put("primaryKeys", catalog.primaryKeyCount());
        summary.put("foreignKeys", catalog.foreignKeyCount());
        summary.put("inferredKeys", InferredKeys.count(catalog));
        return summary;
    }
}
