package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

/** Whatever a model is called and a person asks: the Python stays the same, and the text comes out as it went in. */
class UntrustedTextTest {
    private static Run run(String name, String text, Granularity granularity) {
        var node = new Graph.Node(
                "model.shop." + name, name, "model", name, List.of(), List.of(), List.of(text), text, text);
        return Runs.of(granularity, new Graph(List.of(node), List.of()));
    }

    @Property(tries = 300)
    void neverReachesThePython(@ForAll @NotEmpty String name, @ForAll String text, @ForAll Granularity granularity) {
        Map<String, String> airflow = new Airflow(AirflowSettings.DEFAULT).files(run(name, text, granularity));
        Map<String, String> dagster = new Dagster().files(run(name, text, granularity));
        assertThat(airflow.get("team__daily.shop-models.py")).isEqualTo(Json.resource("airflow.py"));
        assertThat(dagster.get("definitions.py")).isEqualTo(Json.resource("dagster.py"));
    }

    @Property(tries = 300)
    void comesBackFromTheJson(@ForAll @NotEmpty String name, @ForAll String text) {
        Map<String, String> files = new Dagster().files(run(name, text, Granularity.MODEL));
        JsonNode asset = Runs.parsed(files.get("graph.json")).at("/steps/0/assets/0");
        assertThat(asset.path("select").asText()).isEqualTo(name);
        assertThat(asset.path("question").asText()).isEqualTo(text);
        assertThat(asset.at("/tags/0").asText()).isEqualTo(text);
    }

    @Property(tries = 300)
    void comesBackFromTheJsonOfADag(@ForAll @NotEmpty String name, @ForAll String text) {
        Map<String, String> files = new Airflow(AirflowSettings.DEFAULT)
                .files(run(name, text, Granularity.MODEL).withOwner(text));
        JsonNode dag = Runs.parsed(files.get("team__daily.shop-models.json"));
        assertThat(dag.at("/tasks/0/selection/1").asText()).isEqualTo(name);
        assertThat(dag.at("/task_arguments/owner").asText()).isEqualTo(text);
    }

    @Property(tries = 300)
    void givesAirflowIdsAndUrisThatItTakes(@ForAll @NotEmpty String name) {
        Map<String, String> files = new Airflow(AirflowSettings.DEFAULT).files(run(name, "", Granularity.MODEL));
        JsonNode task = Runs.parsed(files.get("team__daily.shop-models.json")).at("/tasks/0");
        assertThat(task.path("task_id").asText()).matches("[A-Za-z0-9_.-]{1,200}");
        assertThat(task.path("pod_name").asText())
                .matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")
                .hasSizeLessThanOrEqualTo(40);
        assertThat(task.at("/outlets/0").asText()).matches("intalgo://team/shop/[\\x21-\\x7e]+");
    }

    @Property(tries = 300)
    void keepsDifferentNamesDifferent(@ForAll @NotEmpty String one, @ForAll @NotEmpty String other) {
        if (!one.equals(other)) {
            assertThat(Airflow.dagId("team", one)).isNotEqualTo(Airflow.dagId("team", other));
        }
    }

    @Property(tries = 300)
    void leavesDatabricksNothingToFillIn(@ForAll @NotEmpty String name, @ForAll String text) {
        Run run = run(name, text + "${var.x}", Granularity.PROJECT).withOwner(text + "${secrets.x}");
        String yaml = new DatabricksBundle(Runs.DATABRICKS).files(run).get("databricks.yml");
        assertThat(yaml).doesNotContain("${");
        JsonNode jobs = Runs.yaml(yaml).at("/resources/jobs");
        assertThat(jobs)
                .singleElement()
                .satisfies(job ->
                        assertThat(job.at("/git_source/git_commit").asText()).isEqualTo(Runs.COMMIT));
    }
}
