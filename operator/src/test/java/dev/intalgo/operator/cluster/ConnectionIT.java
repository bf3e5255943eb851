package dev.intalgo.operator.cluster;

import static dev.intalgo.operator.cluster.Workspace.CONNECTION;
import static dev.intalgo.operator.cluster.Workspace.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ConnectionIT extends ClusterTest {
    private static final String PROFILE = """
            kind: Connection
            metadata: {name: shop}
            spec: {profile: {secretKeyRef: {name: profile, key: profiles.yml}, name: shop, target: prod}}
            """;

    @Test
    void readsTheCatalogAndSaysWhatIsInIt() {
        shop.connection();
        var status = shop.ready(Connection.class, "shop").getStatus();
        assertThat(status.catalog().tables()).isEqualTo(10);
        assertThat(status.catalog().columns()).isEqualTo(46);
        assertThat(status.catalog().foreignKeys()).isEqualTo(5);
        assertThat(status.catalog().hash()).matches("[0-9a-f]{16}");
        assertThat(status.changes()).isNull();
        assertThat(shop.events("Connection", "shop")).contains("Ingesting", "Ready");
    }

    @Test
    void ownsWhatItMakesAndWritesNoSecretIntoIt() {
        shop.connection();
        var connection = shop.ready(Connection.class, "shop");
        var made = made();
        assertThat(made).hasSizeGreaterThanOrEqualTo(5).allSatisfy(object -> {
            assertThat(object.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "intalgo");
            assertThat(object.getMetadata().getOwnerReferences())
                    .extracting("uid")
                    .containsExactly(connection.getMetadata().getUid());
            assertThat(Serialization.asYaml(object)).doesNotContain("hunter2");
        });
    }

    private List<HasMetadata> made() {
        return Stream.<List<? extends HasMetadata>>of(
                        client.configMaps().inNamespace(shop.namespace).list().getItems(),
                        client.serviceAccounts()
                                .inNamespace(shop.namespace)
                                .list()
                                .getItems(),
                        client.batch()
                                .v1()
                                .jobs()
                                .inNamespace(shop.namespace)
                                .list()
                                .getItems())
                .<HasMetadata>flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "adapter: postgres|adapter: postgrse|UnknownAdapter|perhaps \"postgres\"",
                "host: shop-db, |``|InvalidSettings|host",
                "host: shop-db|hots: shop-db|InvalidSettings|hots",
                "host: shop-db|host: shop-db, port: none|InvalidSettings|port",
                "name: shop-db, key: password|name: nowhere, key: password|SecretNotFound|\"nowhere\"",
                "key: password|key: passwort|SecretKeyNotFound|\"passwort\"",
                "password: {|passwort: {|InvalidSettings|passwort",
                "spec:|spec:\\n  ingestion: {schedule: 0 3 * *}|InvalidSchedule|five cron fields",
                "spec:|spec:\\n  ingestion: {schedule: 0 3 31 2 *}|InvalidSchedule|no such day",
            })
    void saysWhatToChange(String right, String wrong, String reason, String hint) {
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.apply(CONNECTION.replace(right, wrong.replace("\\n", "\n")));
        assertThat(shop.notReady(Connection.class, "shop", reason)).contains(hint);
        assertThat(condition(shop.get(Connection.class, "shop"), "SettingsValid")
                        .getReason())
                .isEqualTo(reason);
        assertThat(shop.events("Connection", "shop")).contains(reason);
        assertThat(shop.pods.done).isEmpty();
        shop.apply(CONNECTION);
        shop.ready(Connection.class, "shop");
    }

    @Test
    void goesOnByItselfOnceTheSecretIsThere() {
        shop.apply(CONNECTION);
        shop.notReady(Connection.class, "shop", "SecretNotFound");
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.ready(Connection.class, "shop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [b: {c|ProfileInvalid|not YAML",
                "other: {outputs: {}}|ProfileInvalid|it has: other",
                "shop: {outputs: {dev: {type: postgres}}}|ProfileInvalid|has no target \"prod\"; it has: dev",
                "shop: {outputs: {prod: {pass: hunter2}}}|ProfileInvalid|`type`",
                "just text hunter2|ProfileInvalid|has no profile \"shop\"",
            })
    void saysWhatIsWrongWithAProfileWithoutShowingIt(String profile, String reason, String hint) {
        shop.secret("profile", Map.of("profiles.yml", profile));
        shop.apply(PROFILE);
        assertThat(shop.notReady(Connection.class, "shop", reason))
                .contains(hint)
                .doesNotContain("hunter2");
        shop.secret("profile", Map.of("profiles.yml", "shop: {outputs: {prod: {type: postgres}}}"));
        shop.ready(Connection.class, "shop");
    }

    @Test
    void readsADatabaseThatItDoesNotKnowThroughItsAdapter() {
        shop.secret(
                "profile",
                Map.of(
                        "DB_TARGET",
                        "prod",
                        "profiles.yml",
                        "shop: {target: \"{{ env_var('DB_TARGET') }}\", outputs: {dev: {type: duckdb}, prod: {type: db2}}}"));
        shop.apply(PROFILE.replace(", target: prod", "").replace("spec: {", "spec: {ingestion: {exclude: [a.*]}, "));
        var status = shop.ready(Connection.class, "shop").getStatus();
        assertThat(status.catalog().source()).isEqualTo(ConnectionSpec.Source.ADAPTER);
        var task = shop.pods.done("ingest").getLast();
        assertThat(task.path("source").asText()).isEqualTo("Adapter");
        assertThat(task.path("adapter").asText()).isEqualTo("db2");
        assertThat(task.path("exclude").path(0).asText()).isEqualTo("a.*");
        assertThat(task.has("recipe")).isFalse();
        shop.apply(PROFILE.replace("spec: {", "spec: {ingestion: {source: DataHub}, "));
        assertThat(shop.notReady(Connection.class, "shop", "InvalidSettings")).contains("use Adapter", "db2");
    }

    @Test
    void readsThroughTheAdapterWhereThatIsWantedAndNoLongerThanAllowed() {
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.apply(
                CONNECTION.replace("spec:", "spec:\n  ingestion: {source: Adapter, databases: [a, b], timeout: 90s}"));
        shop.ready(Connection.class, "shop");
        var task = shop.pods.done("ingest").getLast();
        assertThat(task.path("source").asText()).isEqualTo("Adapter");
        assertThat(task.path("databases").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(task.path("timeoutSeconds").asInt()).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({
        "AuthenticationFailed, Reachable",
        "ConnectionFailed, Reachable",
        "DatabaseNotFound, Reachable",
        "PermissionDenied, Reachable",
        "DriverMissing, Reachable",
        "IngestionFailed, Ingested",
        "ProfileInvalid, SettingsValid"
    })
    void tellsWhatTheDatabaseSaid(String reason, String step) {
        shop.pods.on("ingest", Outcomes.ingestionFails(reason, "the database says no"));
        shop.connection();
        assertThat(shop.notReady(Connection.class, "shop", reason)).isEqualTo("the database says no");
        assertThat(condition(shop.get(Connection.class, "shop"), step).getReason())
                .isEqualTo(reason);
        assertThat(shop.events("Connection", "shop")).contains("Ingesting", reason);
        shop.pods.on("ingest", Outcomes::catalog);
        shop.secret("shop-db", Map.of("username", "reader", "password", "right"));
        shop.ready(Connection.class, "shop");
    }

    @Test
    void triesAgainByItselfWhereThePodOrTheDatabaseFailed() {
        shop.pods.dying.set(1);
        shop.pods.on("ingest", Outcomes.ingestionFails("ConnectionFailed", "no route to host"));
        shop.connection();
        assertThat(shop.notReady(Connection.class, "shop", "IngestionFailed")).contains("Job", "backoff limit");
        shop.notReady(Connection.class, "shop", "ConnectionFailed");
        assertThat(shop.pods.done("ingest")).hasSize(1);
    }

    @Test
    void doesNotTryAWrongPasswordAgain() {
        shop.pods.on("ingest", Outcomes.ingestionFails("AuthenticationFailed", "no"));
        shop.connection();
        shop.notReady(Connection.class, "shop", "AuthenticationFailed");
        shop.annotate(Connection.class, "shop", "test/touched", "1");
        shop.staysSo(() -> assertThat(shop.pods.done).hasSize(1));
    }

    @Test
    void readsAgainWhenAskedWhenChangedAndWhenTheSecretChanged() {
        shop.connection();
        shop.ready(Connection.class, "shop");
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(2));
        shop.apply(CONNECTION.replace("spec:", "spec:\n  ingestion: {include: ['sales.*']}"));
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(3));
        assertThat(shop.pods.done("ingest").getLast().path("recipe").toString()).contains("sales");
        shop.secret("shop-db", Map.of("username", "reader", "password", "newer"));
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(4));
        shop.ready(Connection.class, "shop");
    }

    @Test
    void keepsOnlyTheLastIngestionsObjects() {
        shop.connection();
        shop.ready(Connection.class, "shop");
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(2));
        shop.eventually(() -> assertThat(client.configMaps()
                        .inNamespace(shop.namespace)
                        .withLabel("intalgo.dev/task", "ingest")
                        .list()
                        .getItems())
                .hasSize(1));
    }

    @Test
    void readsNothingWhileSuspended() {
        shop.connection();
        var before = shop.ready(Connection.class, "shop").getStatus().catalog();
        shop.apply(CONNECTION.replace("spec:", "spec:\n  ingestion: {suspend: true, include: ['sales.*']}"));
        var suspended = shop.ready(Connection.class, "shop").getStatus();
        assertThat(suspended.catalog()).isEqualTo(before);
        assertThat(suspended.condition("Ingested").orElseThrow().getReason()).isEqualTo("Suspended");
        assertThat(shop.pods.done).hasSize(1);
        shop.apply(CONNECTION.replace("spec:", "spec:\n  ingestion: {include: ['sales.*']}"));
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(2));
    }

    @Test
    void onlyConnectsWhereItWasSuspendedBeforeTheFirstCatalog() {
        shop.pods.on(
                "ingest",
                task -> task.path("probe").asBoolean()
                        ? Pods.JSON.createObjectNode().put("ok", true)
                        : Outcomes.catalog(task));
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.apply(CONNECTION.replace("spec:", "spec:\n  ingestion: {suspend: true}"));
        assertThat(shop.notReady(Connection.class, "shop", "Suspended")).contains("spec.ingestion.suspend");
        assertThat(condition(shop.get(Connection.class, "shop"), "Reachable").getStatus())
                .isEqualTo("True");
        assertThat(catalogs()).isEmpty();
        shop.apply(CONNECTION);
        shop.ready(Connection.class, "shop");
    }

    @Test
    void saysWhyItCannotConnectAlsoWhileSuspended() {
        shop.pods.on("ingest", Outcomes.ingestionFails("AuthenticationFailed", "password authentication failed"));
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter3"));
        shop.apply(CONNECTION.replace("spec:", "spec:\n  ingestion: {suspend: true}"));
        assertThat(shop.notReady(Connection.class, "shop", "AuthenticationFailed"))
                .contains("password authentication failed");
        shop.pods.on("ingest", task -> Pods.JSON.createObjectNode().put("ok", true));
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.notReady(Connection.class, "shop", "Suspended");
    }

    @Test
    void saysWhatChangedSinceTheCatalogBefore() {
        shop.connection();
        var before = shop.ready(Connection.class, "shop").getStatus().catalog().hash();
        shop.pods.on("ingest", task -> without(Outcomes.catalog(task), "shop.sales.daily"));
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        var status = shop.until(
                        Connection.class,
                        "shop",
                        c -> assertThat(c.getStatus().catalog().tables()).isEqualTo(9))
                .getStatus();
        assertThat(status.changes())
                .isEqualTo(new ConnectionStatus.Changes(
                        before, List.of(), List.of("sales.daily"), List.of(), List.of(), List.of()));
        assertThat(catalogs()).hasSize(2);
    }

    @Test
    void goesOnServingTheCatalogThatItHas() {
        shop.connection();
        var before = shop.ready(Connection.class, "shop").getStatus().catalog();
        shop.pods.on("ingest", Outcomes.ingestionFails("ConnectionFailed", "no route to host"));
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        var status = shop.until(
                        Connection.class,
                        "shop",
                        c -> assertThat(condition(c, "Ready").getReason()).isEqualTo("CatalogOutdated"))
                .getStatus();
        assertThat(status.isTrue("Ready")).isTrue();
        assertThat(status.catalog()).isEqualTo(before);
        assertThat(status.condition("Ingested").orElseThrow().getReason()).isEqualTo("ConnectionFailed");
    }

    @Test
    void tellsThatTheDatabaseAnswersAndHowFarTheCrawlIs() {
        var go = new CompletableFuture<Void>();
        shop.pods.progress = "{\"connected\": true, \"tables\": 7}";
        shop.pods.on("ingest", task -> {
            go.join();
            return Outcomes.catalog(task);
        });
        shop.connection();
        shop.until(Connection.class, "shop", c -> {
            assertThat(condition(c, "Reachable").getStatus()).isEqualTo("True");
            assertThat(condition(c, "Ready").getStatus()).isEqualTo("Unknown");
            assertThat(condition(c, "Ready").getMessage()).contains("7 tables so far");
        });
        go.complete(null);
        shop.ready(Connection.class, "shop");
    }

    @Test
    void isReadyWithWarningsWhereNotAllCouldBeRead() {
        shop.pods.on("ingest", Outcomes.catalogWithWarnings("sales.secret: permission denied"));
        shop.connection();
        var status = shop.ready(Connection.class, "shop").getStatus();
        assertThat(status.warnings()).containsExactly("sales.secret: permission denied");
        assertThat(status.condition("Ready").orElseThrow()).satisfies(ready -> {
            assertThat(ready.getReason()).isEqualTo("IngestedWithWarnings");
            assertThat(ready.getMessage()).contains("10 tables", "sales.secret: permission denied");
        });
        assertThat(shop.events("Connection", "shop")).contains("Ingested", "IngestedWithWarnings");
        shop.pods.on("ingest", Outcomes::catalog);
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        shop.until(
                Connection.class,
                "shop",
                c -> assertThat(c.getStatus().warnings()).isEmpty());
        assertThat(condition(shop.ready(Connection.class, "shop"), "Ready").getReason())
                .isEqualTo("Ready");
    }

    @Test
    void takesASecretThatWasDeletedAndMadeAgain() {
        shop.connection();
        shop.ready(Connection.class, "shop");
        client.secrets().inNamespace(shop.namespace).withName("shop-db").delete();
        shop.notReady(Connection.class, "shop", "SecretNotFound");
        shop.secret("shop-db", Map.of("username", "reader", "password", "newer"));
        shop.ready(Connection.class, "shop");
        shop.eventually(() -> assertThat(shop.pods.done).hasSize(2));
    }

    private List<ConfigMap> catalogs() {
        return client.configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/catalog")
                .list()
                .getItems();
    }

    private static JsonNode without(JsonNode ingestion, String table) {
        ArrayNode records = ((ObjectNode) ingestion).withArray("records");
        for (int i = records.size() - 1; i >= 0; i--) {
            if (records.get(i).toString().contains(table)) {
                records.remove(i);
            }
        }
        return ingestion;
    }
}
