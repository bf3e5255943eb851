package dev.intalgo.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.api.v1alpha1.ConnectionSpecBuilder;
import dev.intalgo.api.v1alpha1.ConnectionStatus;
import dev.intalgo.operator.catalog.Table;
import dev.intalgo.operator.connection.Ingestion.Attempt;
import dev.intalgo.operator.connection.Ingestion.Progress;
import dev.intalgo.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
    private static final String DONE = """
            {"ok": true, "tables": 10, "catalog": "0123", "published": {"server": "http://gms:8080", "ok": true,
             "platform": "postgres", "database": "urn:li:container:42"}}""";
    private static final String AWAY = """
            {"ok": true, "published": {"server": "http://gms:8080", "ok": false, "reason": "DataHubUnreachable",
             "message": "no route"}}""";

    private final Conditions conditions = new Conditions(List.of(), 1L, Clock.systemUTC());

    @Test
    void saysWhatDataHubHasAndWhereItShowsIt() {
        var status = told(DONE, ConnectionStatus.EMPTY);
        assertThat(published().getStatus()).isEqualTo("True");
        assertThat(published().getMessage()).isEqualTo("http://gms:8080 has the catalog's 10 tables.");
        assertThat(status.datahub())
                .isEqualTo(new ConnectionStatus.Published(
                        "https://datahub.example.org/container/urn%3Ali%3Acontainer%3A42",
                        "0123", NOW.minusSeconds(60).toString(), "postgres"));
    }

    @Test
    void keepsWhatDataHubHasWhereItWasAwayTheLastTime() {
        var before = told(DONE, ConnectionStatus.EMPTY);
        assertThat(told(AWAY, before).datahub()).isEqualTo(before.datahub());
        assertThat(published().getReason()).isEqualTo("DataHubUnreachable");
        assertThat(published().getMessage()).isEqualTo("no route");
    }

    @Test
    void forgetsAnotherServersAnswer() {
        told(AWAY.replace("gms", "other"), ConnectionStatus.EMPTY);
        assertThat(published().getReason()).isEqualTo("Waiting");
    }

    @Test
    void crawlsAgainForAServerThatWasAwayAndForNoOtherReason() {
        assertThat(Publication.again(attempt(AWAY, 0), NOW)).contains(Duration.ofMinutes(4));
        assertThat(Publication.again(attempt(AWAY, 1), NOW)).contains(Duration.ofMinutes(9));
        assertThat(Publication.again(attempt(AWAY, 60), NOW)).contains(Duration.ofMinutes(119));
        assertThat(Publication.again(attempt(DONE, 0), NOW)).isEmpty();
        assertThat(Publication.again(attempt(AWAY.replace("Unreachable", "Unauthorized"), 0), NOW))
                .isEmpty();
        assertThat(Ingestion.decide("t", List.of(attempt(AWAY, 0)), NOW)).isInstanceOf(Ingestion.Succeeded.class);
        assertThat(Ingestion.decide("t", List.of(attempt(AWAY, 0)), NOW.plusSeconds(240)))
                .isEqualTo(new Ingestion.Start(1));
    }

    @Test
    void namesAModelsPageAsDataHubNamesTheModel() {
        var pages = new DataHubPages("https://datahub.example.org/", "postgres", true);
        assertThat(pages.model("shop.analytics.Best of"))
                .isEqualTo("https://datahub.example.org/dataset/urn%3Ali%3Adataset%3A%28urn%3Ali%3AdataPlatform%3Adbt"
                        + "%2Cshop.analytics.Best%20of%2CPROD%29");
        assertThat(new DataHubPages("http://d", "mysql", false).model("def.analytics.best"))
                .contains("dbt%2Canalytics.best%2C");
        assertThat(new DataHubPages("http://d", "snowflake", true).model("SHOP.ANALYTICS.BEST"))
                .contains("dbt%2Cshop.analytics.best%2C");
    }

    @Test
    void namesATablesPageAsDataHubNamesTheTable() {
        var pages = new DataHubPages("https://datahub.example.org/", "postgres", true);
        assertThat(pages.table(table("shop", "sales", "orders")))
                .isEqualTo(
                        "https://datahub.example.org/dataset/urn%3Ali%3Adataset%3A%28urn%3Ali%3AdataPlatform%3Apostgres"
                                + "%2Cshop.sales.orders%2CPROD%29");
        assertThat(pages.table(table("", "sales", "a,b (c)"))).contains("%2Csales.a%252Cb%20%2528c%2529%2CPROD");
    }

    private static Table table(String database, String schema, String name) {
        return new Table(database, schema, name, Table.Kind.TABLE, "", List.of(), List.of());
    }

    private ConnectionStatus told(String result, ConnectionStatus before) {
        var connection = new Connection();
        connection.setSpec(ConnectionSpecBuilder.builder()
                .datahub(new ConnectionSpec.DataHub("http://gms:8080", "https://datahub.example.org", null))
                .build());
        return Publication.told(connection, List.of(attempt(result, 0)), before, conditions);
    }

    private Condition published() {
        return conditions.list().stream()
                .filter(condition -> condition.getType().equals("Published"))
                .findFirst()
                .orElseThrow();
    }

    private static Attempt attempt(String result, int number) {
        try {
            return new Attempt(
                    "a", "t", number, Progress.NONE, new ObjectMapper().readTree(result), NOW.minusSeconds(60));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
