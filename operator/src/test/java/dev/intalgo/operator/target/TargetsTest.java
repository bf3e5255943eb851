package dev.intalgo.operator.target;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static final List<Target> TARGETS = Samples.ALL;

    @Test
    void makesTheSameHashOfTheSameRunOnly() throws TooLarge {
        for (Target target : TARGETS) {
            String hash = target.bundle(Runs.of(Granularity.MODEL)).hash();
            assertThat(target.bundle(Runs.of(Granularity.MODEL)).hash()).isEqualTo(hash);
            assertThat(target.bundle(Runs.of(Granularity.MODEL).withSchedule("0 7 * * *"))
                            .hash())
                    .isNotEqualTo(hash);
        }
    }

    @Test
    void hashesNamesAndTextsApart() throws TooLarge {
        assertThat(Bundle.of(Map.of("ab", "c")).hash())
                .isNotEqualTo(Bundle.of(Map.of("a", "bc")).hash());
    }

    @Test
    void saysWhenAConfigMapCannotHoldIt() {
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> Bundle.of(Map.of("flow.yaml", "x".repeat(Bundle.LIMIT))))
                .withMessageContaining("900 KiB")
                .withMessageContaining("select fewer models");
    }

    /** With question and description, a model that builds on two others, and a pod for each. */
    private static Run thousand(String text) {
        List<Graph.Node> nodes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            var name = "model_number_" + i;
            var reads = i < 2
                    ? List.<String>of()
                    : List.of("model.shop.model_number_" + (i - 1), "model.shop.model_number_" + (i / 2));
            nodes.add(new Graph.Node(
                    "model.shop." + name,
                    name,
                    "model",
                    name,
                    reads,
                    List.of("sales.orders"),
                    List.of("daily"),
                    text,
                    text));
        }
        return Runs.of(Granularity.MODEL, new Graph(nodes, List.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 200, 2_000})
    void fitsAThousandModelsIntoConfigMaps(int words) throws TooLarge {
        Run run = thousand("Umsätze? ".repeat(words / 10));
        for (Target target : TARGETS) {
            Bundle bundle = target.bundle(run);
            var sizes = bundle.parts().stream().map(TargetsTest::bytes).toList();
            System.out.printf("%s, 1000 models with %d characters each: %s bytes%n", target.name(), words, sizes);
            assertThat(sizes).isNotEmpty().allSatisfy(size -> assertThat(size).isLessThan(Bundle.LIMIT));
            assertThat(bundle.parts().stream().mapToInt(Map::size).sum())
                    .isEqualTo(bundle.files().size());
        }
    }

    @Test
    void mountsAllConfigMapsOfALargeDagsterDeployment() {
        assertThat(new Dagster().files(thousand("x".repeat(500))).get("values.yaml"))
                .contains("projected", "\"daily.shop-models-dagster-2\"", "optional: true");
        assertThat(new Dagster().files(thousand("x")).get("values.yaml")).doesNotContain("projected", "dagster-2");
    }

    /** An object's keys are counted, as the API server does. */
    private static int bytes(Map<String, String> data) {
        return data.entrySet().stream()
                .mapToInt(file -> file.getKey().length() + file.getValue().getBytes(UTF_8).length)
                .sum();
    }

    @Test
    void refusesACredentialThatIsNotAReference() {
        ObjectNode pod = Runs.json("pod.json").deepCopy();
        ((ObjectNode) pod.at("/spec/containers/1/env/2")).put("value", "s3cret").remove("valueFrom");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withPod(pod))
                .withMessageContaining("DBT_ENV_SECRET_PASSWORD")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void refusesAPodWithoutTheContainer() {
        ObjectNode pod = Runs.json("pod.json").deepCopy();
        ((ObjectNode) pod.at("/spec/containers/1")).put("name", "other");
        assertThatIllegalArgumentException().isThrownBy(() -> withPod(pod));
    }

    @Test
    void givesACronJobTheWholeSelection() {
        JsonNode container = Runs.of(Granularity.PROJECT).wholePodTemplate().at("/spec/containers/0");
        assertThat(container.path("name").asText()).isEqualTo("intalgo");
        assertThat(container.path("args"))
                .extracting(JsonNode::asText)
                .containsExactly("run", "--commit", Runs.COMMIT, "--select", "+top_customers", "tag:{{ 1 / 0 }}");
    }

    @Test
    void comparesWithACommitOnlyWhereThatMatters() {
        var state = new Options(new TreeMap<>(), OptionalInt.empty(), Optional.of(Runs.COMMIT), false, false);
        var run = Runs.of(Granularity.MODEL)
                .withSelection(Selection.of(List.of("state:modified+")))
                .withOptions(state);
        assertThat(Arguments.of(run)).containsSequence("--state", Runs.COMMIT);
        var one = Selection.of(List.of("stock"));
        assertThat(Arguments.of(run, one)).doesNotContain("--state");
        var deferring = new Options(new TreeMap<>(), OptionalInt.empty(), Optional.of(Runs.COMMIT), true, false);
        assertThat(Arguments.of(run.withOptions(deferring), one)).contains("--state", "--defer");
    }

    @Test
    void runsEverythingWithoutASelection() {
        assertThat(Arguments.of(Runs.of(Granularity.PROJECT).withSelection(Selection.of(List.of()))))
                .containsExactly("run", "--commit", Runs.COMMIT);
    }

    private static Run withPod(JsonNode pod) {
        return Runs.of(Granularity.PROJECT).withPodTemplate(pod);
    }
}
