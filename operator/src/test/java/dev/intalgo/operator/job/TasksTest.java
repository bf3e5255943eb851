package dev.intalgo.operator.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void namesTheSameTaskTheSame() throws Exception {
        Question owner = named(new Question(), "top", "u1");
        ConfigMap one = Tasks.desired(owner, "build", Tasks.PROJECT, "shop", json("{'a':1,'b':{'c':2,'d':3}}"));
        ConfigMap two = Tasks.desired(owner, "build", Tasks.PROJECT, "shop", json("{'b':{'d':3,'c':2},'a':1}"));
        assertThat(one).isEqualTo(two);
        assertThat(one.getMetadata().getName()).matches("top-build-[0-9a-f]{8}");
    }

    @Test
    void namesEveryOtherTaskOtherwise() throws Exception {
        JsonNode input = json("{'a':1}");
        Question owner = named(new Question(), "top", "u1");
        Set<String> names = new HashSet<>();
        names.add(name(Tasks.desired(owner, "build", Tasks.PROJECT, "shop", input)));
        names.add(name(Tasks.desired(owner, "graph", Tasks.PROJECT, "shop", input)));
        names.add(name(Tasks.desired(owner, "build", Tasks.PROJECT, "bank", input)));
        names.add(name(Tasks.desired(owner, "build", Tasks.PROJECT, "shop", json("{'a':2}"))));
        names.add(name(Tasks.desired(named(new Question(), "top", "u2"), "build", Tasks.PROJECT, "shop", input)));
        assertThat(names).hasSize(5);
    }

    @Test
    void fitsLongNamesIntoNamesAndLabels() throws Exception {
        String longest = "x".repeat(200) + "." + "y".repeat(52);
        ConfigMap task =
                Tasks.desired(named(new Connection(), longest, "u"), "ingest", Tasks.CONNECTION, longest, json("{}"));
        assertThat(name(task)).hasSize(63).matches("x+-[0-9a-f]{8}-ingest-[0-9a-f]{8}");
        assertThat(task.getMetadata().getLabels().values()).allMatch(value -> value.length() <= 63);
        assertThat(Names.label("x".repeat(54) + ".a" + "y".repeat(10))).matches("x{54}-[0-9a-f]{8}");
    }

    @Test
    void isOwnedAndLabelled() throws Exception {
        ConfigMap task = Tasks.desired(
                named(new Connection(), "shop", "u"), "ingest", Tasks.CONNECTION, "shop", json("{'a':1}"));
        assertThat(task.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "intalgo")
                .containsEntry("intalgo.dev/kind", "connection")
                .containsEntry("intalgo.dev/name", "shop")
                .containsEntry("intalgo.dev/task", "ingest")
                .containsEntry("intalgo.dev/state", "pending")
                .containsEntry("intalgo.dev/connection", "shop");
        assertThat(task.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo("u");
            assertThat(owner.getController()).isTrue();
        });
        assertThat(Tasks.input(task)).isEqualTo(json("{'a':1}"));
    }

    @Test
    void isPendingUntilThereIsAResult() throws Exception {
        ConfigMap task = Tasks.desired(named(new Question(), "q", "u"), "build", Tasks.PROJECT, "shop", json("{}"));
        assertThat(Tasks.pending(task)).isTrue();
        assertThat(Tasks.result(task)).isEmpty();

        ConfigMap done = new ConfigMapBuilder(task)
                .addToData(Tasks.OUTPUT, "{\"ok\":true}")
                .build();
        assertThat(Tasks.pending(done)).isFalse();
        assertThat(Tasks.result(done)).contains(json("{'ok':true}"));
    }

    @Test
    void compressesALargeResult() {
        ConfigMap task =
                Tasks.desired(named(new Question(), "q", "u"), "graph", Tasks.PROJECT, "shop", JSON.createObjectNode());
        JsonNode large = JSON.createObjectNode().put("ok", true).put("text", "What it says. ".repeat(300_000));
        ConfigMap done = Tasks.withResult(task, large);
        assertThat(done.getData()).containsOnlyKeys(Tasks.INPUT);
        assertThat(done.getBinaryData().get("result.json.gz")).hasSizeLessThan(100_000);
        assertThat(Tasks.pending(done)).isFalse();
        assertThat(Tasks.result(done)).contains(large);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static String name(ConfigMap map) {
        return map.getMetadata().getName();
    }

    static <T extends HasMetadata> T named(T object, String name, String uid) {
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(name)
                .withUid(uid)
                .build());
        return object;
    }
}
