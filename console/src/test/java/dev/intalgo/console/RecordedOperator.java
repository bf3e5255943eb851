package dev.intalgo.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The API server, and an operator that is {@link Recorded}. */
public class RecordedOperator extends ClusterResource {
    private static final String SUMMARY = """
            {"tables": 3, "columns": 12, "primaryKeys": 2, "declaredKeys": 1, "inferredKeys": 1,
             "undescribedTables": 1, "undescribedColumns": 7,
             "undescribed": [{"table": "sales.orders", "described": false, "columns": 7}]}
            """;

    /** What the tests tell it, each of its own namespace. */
    static Recorded operator;

    @Override
    public Map<String, String> start() {
        operator = new Recorded();
        try (var adapters = RecordedOperator.class.getResourceAsStream("/operator/adapters.json")) {
            operator.on("GET /people/v1/adapters", 200, new String(adapters.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var settings = new HashMap<>(super.start());
        settings.put("quarkus.rest-client.operator.url", operator.url());
        return settings;
    }

    /** Has it know what is in the database of a Connection. */
    static void read(String namespace, String connection) {
        operator.on("GET /people/v1/connections/%s/%s/summary".formatted(namespace, connection), 200, SUMMARY);
    }

    @Override
    public void stop() {
        operator.stop();
        super.stop();
    }
}
