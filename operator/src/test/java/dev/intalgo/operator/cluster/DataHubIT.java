package dev.intalgo.operator.cluster;

import static dev.intalgo.operator.cluster.Workspace.CONNECTION;
import static dev.intalgo.operator.cluster.Workspace.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DataHubIT extends ClusterTest {
    private static final String WITH_DATAHUB = CONNECTION.replace("spec:", """
            spec:
              datahub:
                server: http://gms:8080
                ui: https://datahub.example.org
                token: {secretKeyRef: {name: datahub, key: token}}\
            """.stripTrailing());
    private static final String GIVEN = """
            {"server": "http://gms:8080", "ok": true, "platform": "postgres", "database": "urn:li:container:42"}""";
    private static final String REFUSED = """
            {"server": "http://gms:8080", "ok": false, "reason": "DataHubUnauthorized", "message": "401: who is this?"}""";

    @BeforeEach
    void secrets() {
        shop.secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        shop.secret("datahub", Map.of("token", "hunter3"));
        shop.pods.on("ingest", Outcomes.catalogWith(GIVEN));
        shop.pods.on(
                "publish",
                task -> Pods.JSON
                        .createObjectNode()
                        .put("ok", true)
                        .put("seconds", 0.1)
                        .put("models", 1)
                        .put("aspects", 20));
    }

    private void project() {
        shop.apply(WITH_DATAHUB);
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: shop, annotations: {intalgo.dev/owner: data-team}}
                spec:
                  connectionRef: {name: shop}
                  dbt: {schema: analytics}
                  repository: {volume: {size: 64Mi}}
                  llm: %s
                """.formatted(llm()));
        shop.ready(IntalgoProject.class, "shop");
    }

    @Test
    void linksToWhatDataHubShowsOfTheDatabase() {
        shop.apply(WITH_DATAHUB);
        var connection = shop.ready(Connection.class, "shop");
        assertThat(condition(connection, "Published").getStatus()).isEqualTo("True");
        var datahub = connection.getStatus().datahub();
        assertThat(datahub.url()).isEqualTo("https://datahub.example.org/container/urn%3Ali%3Acontainer%3A42");
        assertThat(datahub.catalog()).isEqualTo(connection.getStatus().catalog().hash());
        assertThat(Serialization.asYaml(
                        client.batch().v1().jobs().inNamespace(shop.namespace).list()))
                .contains("INTALGO_DATAHUB_TOKEN")
                .doesNotContain("hunter3");
        shop.apply(CONNECTION);
        var without = shop.until(
                Connection.class,
                "shop",
                c -> assertThat(c.getStatus().condition("Published")).isEmpty());
        assertThat(without.getStatus().datahub()).isNull();
    }

    @Test
    void isReadyThoughDataHubRefusesAndGoesOnWithAnotherToken() {
        shop.pods.on("ingest", Outcomes.catalogWith(REFUSED));
        shop.apply(WITH_DATAHUB);
        var connection = shop.ready(Connection.class, "shop");
        assertThat(condition(connection, "Published").getReason()).isEqualTo("DataHubUnauthorized");
        assertThat(condition(connection, "Published").getMessage()).isEqualTo("401: who is this?");
        shop.staysSo(() -> assertThat(shop.pods.done("ingest")).hasSize(1));
        shop.pods.on("ingest", Outcomes.catalogWith(GIVEN));
        shop.secret("datahub", Map.of("token", "hunter4"));
        shop.until(
                Connection.class,
                "shop",
                c -> assertThat(condition(c, "Published").getStatus()).isEqualTo("True"));
    }

    @Test
    void keepsTheDescriptionsThatItCannotAskFor() {
        var edit = """
                {"entityType": "dataset", "aspectName": "editableDatasetProperties", "entityUrn": "%s",
                 "aspect": {"json": {"description": "What people wrote"}}}""".formatted("urn:li:dataset:(urn:li:dataPlatform:postgres,shop.sales.daily,PROD)");
        shop.pods.on("ingest", task -> {
            var result = (ObjectNode) Outcomes.catalogWith(GIVEN).apply(task);
            return result.set("edits", Pods.JSON.createArrayNode().add(json(edit)));
        });
        shop.apply(WITH_DATAHUB);
        var described =
                shop.ready(Connection.class, "shop").getStatus().catalog().hash();
        shop.pods.on("ingest", Outcomes.catalogWith(REFUSED));
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "now");
        var refused = shop.until(
                Connection.class,
                "shop",
                c -> assertThat(condition(c, "Published").getReason()).isEqualTo("DataHubUnauthorized"));
        assertThat(refused.getStatus().catalog().hash()).isEqualTo(described);
        shop.pods.on("ingest", Outcomes.catalogWith(GIVEN));
        shop.annotate(Connection.class, "shop", Connection.INGEST_ANNOTATION, "again");
        shop.until(
                Connection.class,
                "shop",
                c -> assertThat(c.getStatus().catalog().hash()).isNotEqualTo(described));
    }

    private static JsonNode json(String text) {
        try {
            return Pods.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysThatTheTokenIsNotThere() {
        shop.apply(WITH_DATAHUB.replace("name: datahub,", "name: nowhere,"));
        assertThat(shop.notReady(Connection.class, "shop", "SecretNotFound")).contains("spec.datahub.token");
    }

    @Test
    void givesTheModelsOnceForAllThatWereBuiltAndLinksToThem() {
        project();
        shop.model("best", "select id from sales.orders");
        shop.apply("""
                kind: Question
                metadata: {name: second, annotations: {intalgo.dev/owner: ada}}
                spec:
                  projectRef: {name: shop}
                  text: What else?
                  mode: Model
                  sql: select id from sales.orders
                """);
        var question = shop.until(
                Question.class, "best", q -> assertThat(q.getStatus().datahub()).isNotNull());
        assertThat(question.getStatus().relation()).isEqualTo("shop.analytics.best");
        assertThat(question.getStatus().datahub())
                .isEqualTo("https://datahub.example.org/dataset/urn%3Ali%3Adataset%3A%28urn%3Ali%3AdataPlatform%3Adbt"
                        + "%2Cshop.analytics.best%2CPROD%29");
        var project = shop.get(IntalgoProject.class, "shop");
        assertThat(condition(project, "Published").getStatus()).isEqualTo("True");
        assertThat(project.getStatus().datahub().models()).isEqualTo(1);
        assertThat(shop.events("IntalgoProject", "shop")).contains("Published");
        var task = shop.pods.done("publish").getFirst();
        assertThat(shop.pods.done("publish")).hasSize(1);
        assertThat(task.path("platform").asText()).isEqualTo("postgres");
        assertThat(task.path("database").asBoolean()).isTrue();
        assertThat(task.path("owner").asText()).isEqualTo("data-team");
        assertThat(task.path("owners").toString()).isEqualTo("{\"second\":\"ada\"}");
        assertThat(task.path("commit").asText())
                .isEqualTo(project.getStatus().datahub().commit());
    }

    @Test
    void failsNoBuildWhereDataHubIsAway() {
        shop.pods.on("publish", Outcomes.fails("DataHubUnreachable", "no route to host"));
        project();
        shop.model("best", "select id from sales.orders");
        shop.ready(Question.class, "best");
        var project = shop.until(
                IntalgoProject.class,
                "shop",
                p -> assertThat(condition(p, "Published").getReason()).isEqualTo("DataHubUnreachable"));
        assertThat(condition(project, "Published").getMessage()).isEqualTo("no route to host");
        assertThat(project.getStatus().isTrue("Ready")).isTrue();
        assertThat(shop.events("IntalgoProject", "shop")).contains("DataHubUnreachable");
        assertThat(shop.ready(Question.class, "best").getStatus().datahub()).isNull();
    }
}
