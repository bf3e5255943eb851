package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DagsterTest {
    /** Everything that people can say of it. */
    static final DagsterSettings SETTINGS = new DagsterSettings(
            DagsterSettings.Flavour.IMAGE,
            Optional.of("registry.example.org:5000/team/dagster-dbt:1.13"),
            Optional.of(new DagsterSettings.Partitions(DagsterSettings.Every.DAILY, LocalDate.of(2026, 1, 1))),
            Optional.of("finance/daily"),
            Optional.of(List.of()),
            Optional.of("warehouse"));

    static Run run() {
        return Runs.of(Granularity.PROJECT)
                .withSelection(Selection.of(List.of("+top_customers", "stock")))
                .withOwner("finance")
                .withTags(List.of("env:prod", "critical", "not/one"))
                .withRetry(new Retry(0, Duration.ofMinutes(1), Duration.ofHours(1)))
                .withOptions(Options.NONE.withVariables(new TreeMap<>(Map.of("currency", "EUR"))));
    }

    private static JsonNode graph(Run run, DagsterSettings settings) {
        return Runs.parsed(new Dagster(settings).files(run).get("graph.json"));
    }

    private static JsonNode served(Run run, DagsterSettings settings) throws Exception {
        return new YAMLMapper()
                .readTree(new Dagster(settings).files(run).get("values.yaml"))
                .at("/deployments/0");
    }

    private static List<String> names(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path("name").asText())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"a@example.org, a@example.org", "team:data, team:data", "Data & Co, team:Data & Co"})
    void makesAnOwnerOneThatDagsterTakes(String owner, String expected) {
        assertThat(graph(run().withOwner(owner), SETTINGS).at("/owners/0").asText())
                .isEqualTo(expected);
        assertThat(graph(run().withOwner(""), SETTINGS).path("owners")).isEmpty();
    }

    @Test
    void makesTagsThatDagsterTakes() {
        assertThat(graph(run(), SETTINGS).path("tags").toString()).isEqualTo("{\"critical\":\"\",\"env\":\"prod\"}");
    }

    @Test
    void leavesVariablesToTheOneWhoKnowsThePartition() {
        JsonNode graph = graph(run(), SETTINGS);
        assertThat(graph.path("whole").toString()).doesNotContain("--vars");
        assertThat(graph.at("/partitions/variables/currency").asText()).isEqualTo("EUR");
        assertThat(graph(run(), DagsterSettings.DEFAULT).path("whole").toString())
                .contains("--vars");
    }

    @Test
    void endsAPodThatTakesTooLong() {
        assertThat(graph(run(), DagsterSettings.DEFAULT)
                        .at("/pod/spec/activeDeadlineSeconds")
                        .asInt())
                .isEqualTo(3600);
    }

    @Test
    void tellsWhatCodeAnAssetIsMadeOf() {
        ObjectNode manifest = Runs.json("manifest.json").deepCopy();
        ((ObjectNode) manifest.at("/nodes/model.shop.paid_orders")).put("checksum", "ab".repeat(32));
        var graph = graph(run().withGraph(Graph.of(manifest, Runs.SELECTED)), SETTINGS);
        assertThat(graph.at("/steps/0/assets/0/code_version").asText()).isEqualTo("ab".repeat(8));
        assertThat(graph.at("/steps/0/assets/1/code_version").asText()).isEqualTo(Runs.COMMIT);
    }

    @Test
    void servesTheDefinitionsFromTheConfigMap() throws Exception {
        JsonNode served = served(run(), DagsterSettings.DEFAULT);
        assertThat(served.at("/image/repository").asText()).isEqualTo("docker.io/dagster/dagster-k8s");
        assertThat(served.at("/volumes/0/configMap/name").asText()).isEqualTo("daily.shop-models-dagster");
        assertThat(served.has("env")).isFalse();
    }

    @Test
    void servesPiecesFromTheConfigMapsThatHaveThem() throws Exception {
        var node = Graph.of(Runs.json("manifest.json"), Runs.SELECTED).nodes().getFirst();
        var large = new Graph.Node(
                node.uniqueId(),
                node.name(),
                "model",
                node.select(),
                List.of(),
                List.of(),
                List.of(),
                "x".repeat(Pieces.WHOLE / 2),
                "");
        JsonNode served = served(run().withGraph(new Graph(List.of(large), List.of())), DagsterSettings.DEFAULT);
        assertThat(served.at("/volumes/0/projected/sources"))
                .extracting(source -> source.at("/configMap/name").asText())
                .startsWith("daily.shop-models-dagster", "daily.shop-models-dagster-2", "daily.shop-models-dagster-3");
    }

    @Test
    void givesAnImageWithDbtWhatPodsHaveButByReference() throws Exception {
        JsonNode served = served(run(), SETTINGS);
        assertThat(served.at("/image/repository").asText()).isEqualTo("registry.example.org:5000/team/dagster-dbt");
        assertThat(served.at("/image/tag").asText()).isEqualTo("1.13");
        assertThat(names(served.path("env")))
                .containsExactly("DBT_ENV_SECRET_PASSWORD", "INTALGO_GIT_URL", "INTALGO_CA");
        assertThat(served.at("/env/0/valueFrom/secretKeyRef/name").asText()).isEqualTo("shop-db");
        assertThat(names(served.path("volumes"))).containsExactly("definitions", "token", "profiles");
        assertThat(names(served.path("volumeMounts"))).containsExactly("definitions", "token", "profiles");
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsPythonTheSame(DagsterSettings.Flavour flavour) {
        var files = new Dagster(SETTINGS.withFlavour(flavour)).files(run());
        assertThat(files).containsEntry("definitions.py", Json.resource("dagster.py"));
        assertThat(files.get("run_dbt.py")).isIn(Json.resource("dagster-pods.py"), Json.resource("dagster-image.py"));
    }
}
