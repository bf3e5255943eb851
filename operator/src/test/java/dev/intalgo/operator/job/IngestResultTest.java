package dev.intalgo.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.operator.catalog.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IngestResultTest {
    private static IngestResult read(String json) throws IOException {
        return IngestResult.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void takesTheTablesOfAnAdapterForACatalog() throws IOException {
        var result = read("""
                {"ok": true, "report": {"tables": 1, "warnings": ["sales: permission denied"]}, "tables":
                 [{"schema": "shop", "name": "orders", "columns": [{"name": "id", "type": "int"}]}]}
                """);

        assertThat(result.ok()).isTrue();
        var summary = result.summary("abc", result.catalog());
        assertThat(summary.path("tables").asInt()).isEqualTo(1);
        assertThat(summary.path("columns").asInt()).isEqualTo(1);
        assertThat(summary.at("/report/warnings/0").asText()).isEqualTo("sales: permission denied");
    }

    @Test
    void isNotOkWithoutTablesOrRecords() throws IOException {
        assertThat(read("{\"ok\": true}").ok()).isFalse();
        assertThat(read("{\"ok\": false, \"tables\": []}").ok()).isFalse();
        assertThat(read("{\"ok\": true, \"records\": []}").ok()).isTrue();
    }

    private static final String URN = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.public.orders,PROD)";

    private static String aspect(String name, String json) {
        return """
                {"entityType": "dataset", "entityUrn": "%s", "aspectName": "%s", "aspect": {"json": %s}}""".formatted(URN, name, json);
    }

    @Test
    void putsWhatPeopleEditedInDataHubOverTheDatabases() throws IOException {
        String records = aspect("schemaMetadata", """
                {"fields": [{"fieldPath": "id", "nativeDataType": "integer", "description": "A number."}]}""") + ","
                + aspect("datasetProperties", "{\"name\": \"orders\", \"description\": \"Rows.\"}");
        String edits = aspect("editableDatasetProperties", "{\"description\": \"What was ordered.\"}") + ","
                + aspect("editableSchemaMetadata", """
                        {"editableSchemaFieldInfo": [{"fieldPath": "id", "description": "The order's."}]}""") + ","
                + aspect("datasetProperties", "{\"name\": \"orders\", \"description\": \"Old.\"}");
        String body = "{\"edits\": [%s], \"ok\": true, \"records\": [%s]}".formatted(edits, records);

        IngestResult result = read(body);

        Table orders = result.catalog().tables().getFirst();
        assertThat(orders.description()).isEqualTo("What was ordered.");
        assertThat(orders.columns().getFirst().description()).isEqualTo("The order's.");
        assertThat(result.outcome().has("edits")).isFalse();
    }
}
