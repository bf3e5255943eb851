package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AirflowTest {
    /** All that can be said. */
    static final AirflowSettings SETTINGS = new AirflowSettings(
            Optional.of("shop.orders"),
            Optional.of(new AirflowSettings.Assets(
                    AirflowSettings.Needed.ALL, List.of("s3://lake/orders", "intalgo://team/shop/public.payments"))),
            Optional.of("dbt"),
            OptionalInt.of(5),
            Optional.of("pods"),
            2,
            OptionalInt.of(4),
            Optional.of(LocalDate.of(2026, 1, 31)),
            false,
            true,
            List.of("team_alerts.failed"),
            List.of("team_alerts.succeeded", "team_alerts.Board.show"),
            Optional.of(new AirflowSettings.Deadline(Duration.ofHours(2), "team_alerts.late")),
            Optional.of("shop_cluster"),
            Optional.of(false),
            Optional.of(true));

    static Run run() {
        return Runs.of(Granularity.PROJECT)
                .withSchedule(null)
                .withOwner("Finance Data")
                .withTags(List.of("nightly"))
                .withOptions(new Options(
                        new TreeMap<>(Map.of("price", "$(DBT_ENV_SECRET_PASSWORD)")),
                        OptionalInt.of(8),
                        Optional.empty(),
                        false,
                        true));
    }

    private static JsonNode dag(AirflowSettings settings, Run run) {
        var files = new Airflow(settings).files(run);
        return Runs.parsed(files.entrySet().stream()
                .filter(file -> file.getKey().endsWith(".json"))
                .findFirst()
                .orElseThrow()
                .getValue());
    }

    @Test
    void namesTheFilesAsTheDag() {
        assertThat(new Airflow(SETTINGS).files(run()))
                .containsOnlyKeys("shop.orders.py", "shop.orders.json", ".airflowignore");
    }

    @Test
    void leavesToAirflowWhatNobodyAskedFor() {
        JsonNode dag = dag(AirflowSettings.DEFAULT, Runs.of(Granularity.PROJECT));
        assertThat(dag.path("task_arguments").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("retries");
        assertThat(dag.at("/dag_arguments/catchup").asBoolean()).isFalse();
        assertThat(dag.at("/dag_arguments/max_active_runs").asInt()).isOne();
        assertThat(dag.path("assets").isNull()).isTrue();
    }

    @Test
    void letsWhoTriggersARunTakeAFullRefreshBack() {
        JsonNode dag = dag(SETTINGS, run());
        assertThat(dag.path("full_refresh").asBoolean()).isTrue();
        assertThat(dag.path("options")).extracting(JsonNode::asText).doesNotContain("--full-refresh");
    }

    @Test
    void selectsAnotherSetOnlyWhereOnePodRunsAll() {
        assertThat(dag(SETTINGS, run()).path("selectable").asBoolean()).isTrue();
        Run each = run().withGranularity(Granularity.MODEL);
        assertThat(dag(SETTINGS, each).path("selectable").asBoolean()).isFalse();
    }

    @Test
    void readsWhatTheModelsRead() {
        JsonNode task = dag(SETTINGS, run()).at("/tasks/0");
        assertThat(task.path("inlets"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "intalgo://team/shop/other",
                        "intalgo://team/shop/public.customers",
                        "intalgo://team/shop/public.orders",
                        "intalgo://team/shop/public.payments",
                        "intalgo://team/shop/public.products");
    }

    @Test
    void hasAModelReadTheModelsBeforeIt() {
        JsonNode task = dag(SETTINGS, run().withGranularity(Granularity.MODEL)).at("/tasks/2");
        assertThat(task.path("task_id").asText()).isEqualTo("top_customers");
        assertThat(task.path("inlets"))
                .extracting(JsonNode::asText)
                .containsExactly("intalgo://team/shop/public.customers", "intalgo://team/shop/paid_orders");
    }
}
