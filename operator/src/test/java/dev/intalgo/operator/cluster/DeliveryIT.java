package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Question;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ConfigMaps that orchestrators mount: small and large, of this version and of earlier ones. */
@QuarkusTest
class DeliveryIT extends ClusterTest {
    private static final int LIMIT = 1 << 20;

    private void model() {
        shop.project(llm());
        shop.model("totals", "SELECT id FROM sales.orders");
        shop.ready(Question.class, "totals");
    }

    /** Deploys at an hour of the day, which makes another version. */
    private DeploymentStatus deploy(int hour) {
        shop.apply("""
                kind: Deployment
                metadata: {name: daily}
                spec: {projectRef: {name: shop}, airflow: {}, granularity: Model, schedule: '0 %d * * *'}
                """.formatted(hour));
        return shop.ready(Deployment.class, "daily").getStatus();
    }

    private ConfigMap map(String name) {
        return client.configMaps().inNamespace(shop.namespace).withName(name).get();
    }

    private Set<String> copies() {
        return client.configMaps().inNamespace(shop.namespace).withLabel("intalgo.dev/hash").list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    /** A pod that has a ConfigMap mounted, as one of several in a folder. */
    private void mount(String name) {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(shop.namespace)
                        .withName("airflow")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(shop.namespace)
                        .withName("scheduler")
                        .endMetadata()
                        .withNewSpec()
                        .withServiceAccountName("airflow")
                        .addNewContainer()
                        .withName("airflow")
                        .withImage("airflow")
                        .endContainer()
                        .addNewVolume()
                        .withName("dags")
                        .withNewProjected()
                        .addNewSource()
                        .withNewConfigMap()
                        .withName(name)
                        .endConfigMap()
                        .endSource()
                        .endProjected()
                        .endVolume()
                        .endSpec()
                        .build())
                .create();
    }

    @Test
    void keepsThreeVersionsThatNobodyCanChangeAndWhatAPodHasMounted() {
        model();
        List<String> made = new ArrayList<>();
        for (int hour = 1; hour <= 3; hour++) {
            made.addAll(deploy(hour).copies());
        }
        assertThat(made).hasSize(3).allMatch(name -> name.matches("daily-airflow-[0-9a-f]{10}"));
        assertThat(copies()).containsExactlyInAnyOrderElementsOf(made);
        assertThat(map("daily-airflow").getData()).isEqualTo(map(made.get(2)).getData());
        assertThatThrownBy(() -> client.resource(map(made.get(2))).edit(map -> {
                    map.getData().put("more.py", "");
                    return map;
                }))
                .hasMessageContaining("immutable");
        mount(made.get(0));
        for (int hour = 4; hour <= 7; hour++) {
            made.addAll(deploy(hour).copies());
        }
        shop.eventually(() -> assertThat(copies())
                .hasSize(4)
                .contains(made.get(0), made.get(6))
                .doesNotContain(made.get(1)));
        assertThat(map(made.get(0)).getMetadata().getOwnerReferences())
                .extracting("name")
                .containsExactly("daily");
    }

    @Test
    void writesNothingWhereNothingChanges() {
        model();
        deploy(1);
        shop.eventually(() -> assertThat(shop.repository().files()).containsKey("models/exposures.yml"));
        var before = versions();
        shop.touch();
        shop.staysSo(() -> assertThat(versions()).isEqualTo(before));
    }

    private Map<String, String> versions() {
        return client
                .configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/target")
                .list()
                .getItems()
                .stream()
                .collect(Collectors.toMap(
                        map -> map.getMetadata().getName(),
                        map -> map.getMetadata().getResourceVersion()));
    }

    @Test
    void goesBackToAVersionThatIsStillThere() {
        model();
        var first = deploy(1);
        deploy(2);
        var again = deploy(1);
        assertThat(again.hash()).isEqualTo(first.hash());
        assertThat(again.copies()).isEqualTo(first.copies());
        assertThat(copies()).hasSize(2);
    }

    /** A graph of a thousand models, each with a text: 2 MiB, more than a ConfigMap holds. */
    private static JsonNode thousand(JsonNode task) {
        ObjectNode result = Pods.JSON.createObjectNode().put("ok", true);
        var manifest = result.putObject("manifest");
        manifest.putObject("metadata").put("project_name", "shop").put("adapter_type", "postgres");
        var nodes = manifest.putObject("nodes");
        var selected = result.putArray("selected");
        for (int i = 0; i < 1_000; i++) {
            var node = nodes.putObject("model.shop.model_number_" + i)
                    .put("name", "model_number_" + i)
                    .put("resource_type", "model")
                    .put("package_name", "shop")
                    .put("description", "What is number " + i + "? ".repeat(1_000));
            node.putArray("fqn").add("shop").add("model_number_" + i);
            node.putObject("config").put("materialized", "table");
            var reads = node.putObject("depends_on").putArray("nodes");
            if (i > 0) {
                reads.add("model.shop.model_number_" + i / 2);
            }
            selected.add("model.shop.model_number_" + i);
        }
        return result;
    }

    @Test
    void splitsAThousandModelsAndIsNeverHalfOld() {
        model();
        shop.pods.on("graph", DeliveryIT::thousand);
        List<ConfigMap> seen = Collections.synchronizedList(new ArrayList<>());
        try (var watch = client.configMaps()
                .inNamespace(shop.namespace)
                .withLabel("intalgo.dev/target")
                .watch(new Watcher<ConfigMap>() {
                    @Override
                    public void eventReceived(Action action, ConfigMap map) {
                        if (!map.getMetadata().getLabels().containsKey("intalgo.dev/hash")) {
                            seen.add(map);
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The test fails for want of what it would have told.
                    }
                })) {
            var status = deploy(1);
            assertThat(status.nodes()).isEqualTo(1_000);
            assertThat(status.configMaps()).hasSizeGreaterThan(2).startsWith("daily-airflow", "daily-airflow-2");
            for (int hour = 2; hour <= 4; hour++) {
                deploy(hour);
            }
            var last = map("daily-airflow").getMetadata().getResourceVersion();
            shop.eventually(() -> assertThat(seen)
                    .anyMatch(map -> map.getMetadata().getResourceVersion().equals(last)));
        }
        Map<String, Map<String, String>> mounted = new TreeMap<>();
        int whole = 0;
        for (ConfigMap map : List.copyOf(seen)) {
            mounted.put(map.getMetadata().getName(), map.getData());
            assertThat(bytes(map)).isLessThan(LIMIT);
            whole += mounted.containsKey("daily-airflow") ? requireWhole(mounted) : 0;
        }
        assertThat(whole).isGreaterThan(4);
    }

    private static int bytes(ConfigMap map) {
        return map.getData().values().stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    /** That all pieces are there that the folder's index names; 1. */
    private static int requireWhole(Map<String, Map<String, String>> mounted) {
        Map<String, String> folder = new TreeMap<>();
        mounted.values().forEach(folder::putAll);
        var index = folder.keySet().stream()
                .filter(name -> name.endsWith(".json"))
                .findFirst()
                .orElseThrow();
        Set<String> pieces = new TreeSet<>();
        json(folder.get(index)).path("pieces").forEach(piece -> pieces.add(piece.asText()));
        assertThat(pieces).isNotEmpty();
        assertThat(folder.keySet()).containsAll(pieces);
        return 1;
    }

    private static JsonNode json(String text) {
        try {
            return Pods.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
