package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Measures; run by {@code bench/console-schema/run}. */
@QuarkusTest
class TablesBench extends ClusterTest {
    private static final Logger LOG = Logger.getLogger(TablesBench.class);
    private static final int TABLES = Integer.getInteger("intalgo.tables", 10_000);
    private static final int COLUMNS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> THINGS = List.of(
            "customer",
            "order",
            "invoice",
            "payment",
            "shipment",
            "product",
            "supplier",
            "contract",
            "employee",
            "visit");
    private static final List<String> OF =
            List.of("history", "line", "status", "note", "address", "price", "tax", "archive", "event", "summary");
    private static final List<String> ASKED = List.of(
            "customer address", "payment_status", "invoice line tax", "what ships 77", "t_4711", "employee visit note");

    private static JsonNode catalog(JsonNode task) {
        var result = Pods.JSON.createObjectNode().put("ok", true);
        var records = result.putArray("records");
        for (int table = 0; table < TABLES; table++) {
            add(records, table);
        }
        return result;
    }

    private static void add(ArrayNode records, int table) {
        var name = "%s_%s_t_%d".formatted(THINGS.get(table % 10), OF.get(table / 10 % 10), table);
        var urn = "urn:li:dataset:(urn:li:dataPlatform:postgres,shop.public.%s,PROD)".formatted(name);
        var schema = records.addObject()
                .put("entityType", "dataset")
                .put("entityUrn", urn)
                .put("aspectName", "schemaMetadata");
        var fields = schema.putObject("aspect").putObject("json").putArray("fields");
        for (int column = 0; column < COLUMNS; column++) {
            fields.addObject()
                    .put("fieldPath", column == 0 ? "id" : THINGS.get((table + column) % 10) + "_" + column)
                    .put("nativeDataType", "BIGINT()")
                    .put("nullable", column > 0)
                    .put("isPartOfKey", column == 0)
                    .put("description", "What %s %d of it says.".formatted(OF.get(column % 10), column))
                    .putObject("type")
                    .putObject("type")
                    .putObject("com.linkedin.schema.NumberType");
        }
        records.addObject()
                .put("entityType", "dataset")
                .put("entityUrn", urn)
                .put("aspectName", "datasetProperties")
                .putObject("aspect")
                .putObject("json")
                .put("name", name)
                .put("description", "One row for each %s of number %d.".formatted(THINGS.get(table % 10), table));
    }

    @Test
    void whoTypesWaitsForEachLetter() throws Exception {
        shop.pods.on("ingest", TablesBench::catalog);
        shop.connection();
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec: {connectionRef: {name: shop}, repository: {volume: {size: 1Gi}}}
                """);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            var project = shop.get(IntalgoProject.class, "shop");
            assertThat(Workspace.condition(project, "Ready").getStatus()).isEqualTo("True");
        });
        try (var http = HttpClient.newHttpClient()) {
            var first = millis(http, "c");
            typed(http);
            var times = typed(http).stream().sorted().toList();
            LOG.infof(
                    "bench: %d tables of %d columns, %d requests: p50 %.1f ms, p95 %.1f ms, the slowest %.1f ms; the first"
                            + " after the start %.0f ms",
                    TABLES,
                    COLUMNS,
                    times.size(),
                    times.get(times.size() / 2),
                    times.get(times.size() * 95 / 100),
                    times.getLast(),
                    first);
        }
    }

    private List<Double> typed(HttpClient http) throws Exception {
        List<Double> times = new ArrayList<>();
        for (var asked : ASKED) {
            for (int end = 1; end <= asked.length(); end++) {
                times.add(millis(http, asked.substring(0, end)));
            }
        }
        return times;
    }

    private double millis(HttpClient http, String words) throws Exception {
        var path = "/people/v1/projects/%s/shop/tables?words=%s"
                .formatted(shop.namespace, URLEncoder.encode(words, StandardCharsets.UTF_8));
        var request = HttpRequest.newBuilder(operator.resolve(path))
                .header("Authorization", "Bearer " + ApiServer.shared().token())
                .build();
        var start = System.nanoTime();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        var millis = (System.nanoTime() - start) / 1e6;
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return millis;
    }
}
