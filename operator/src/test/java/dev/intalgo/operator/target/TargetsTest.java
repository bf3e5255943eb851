package dev.intalgo.operator.target;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final List<Target> TARGETS = Samples.ALL;

    private static Graph.Node node(String name, String text) {
        return new Graph.Node(
                "model.shop." + name, name, "model", name, List.of(), List.of(), List.of(text), text, text);
    }

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
        var nodes = IntStream.range(0, 1_000)
                .mapToObj(i -> node("m" + i, "x".repeat(1_000)))
                .toList();
        Run run = Runs.of(Granularity.PROJECT, new Graph(nodes, List.of()));
        assertThatExceptionOfType(TooLarge.class)
                .isThrownBy(() -> new Dagster().bundle(run))
                .withMessageContaining("900 KiB")
                .withMessageContaining("select fewer models");
    }

    @Test
    void fitsAThousandModelsIntoAConfigMap() throws TooLarge {
        var nodes = new ArrayList<Graph.Node>();
        IntStream.range(0, 1_000).forEach(i -> nodes.add(node("model_number_" + i, "Which is number " + i + "?")));
        Run run = Runs.of(Granularity.MODEL, new Graph(nodes, List.of()));
        for (Target target : TARGETS) {
            assertThat(target.bundle(run).files()).isNotEmpty();
        }
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
