package dev.intalgo.operator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final JsonNode MANIFEST = Runs.json("manifest.json");

    private static Graph.Node node(Graph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasWhatIsSelectedAndRun() {
        assertThat(Graph.of(MANIFEST, Runs.SELECTED).nodes())
                .extracting(Graph.Node::name)
                .containsExactly("paid_orders", "stock", "top_customers");
    }

    @Test
    void ordersThroughAnEphemeralModel() {
        assertThat(node(Graph.of(MANIFEST, Runs.SELECTED), "top_customers").dependsOn())
                .containsExactly("model.shop.paid_orders");
    }

    @Test
    void ordersThroughAModelThatIsNotSelected() {
        ObjectNode manifest = MANIFEST.deepCopy();
        ((ObjectNode) manifest.at("/nodes/model.shop.recent/config")).put("materialized", "table");
        Graph graph = Graph.of(manifest, List.of("model.shop.paid_orders", "model.shop.top_customers"));
        assertThat(node(graph, "top_customers").dependsOn()).containsExactly("model.shop.paid_orders");
        assertThat(node(graph, "top_customers").upstream()).containsExactly("recent", "public.customers");
    }

    @Test
    void namesSourcesAndModelsOutsideTheSelectionAsUpstream() {
        assertThat(node(Graph.of(MANIFEST, Runs.SELECTED), "stock").upstream())
                .containsExactly("other", "public.products");
    }

    @Test
    void prefersTheParentMap() {
        ObjectNode manifest = MANIFEST.deepCopy();
        manifest.withObjectProperty("parent_map").putArray("model.shop.stock").add("model.shop.top_customers");
        assertThat(node(Graph.of(manifest, Runs.SELECTED), "stock").dependsOn())
                .containsExactly("model.shop.top_customers");
    }

    @Test
    void keepsOnlyTestsThatNoSingleModelRuns() {
        Graph graph = Graph.of(MANIFEST, Runs.SELECTED);
        assertThat(graph.tests()).extracting(Graph.Test::name).containsExactly("relationships_stock_paid_orders");
        assertThat(graph.tests().getFirst().dependsOn()).containsExactly("model.shop.paid_orders", "model.shop.stock");
    }

    @Test
    void knowsWhichModelATestIsAbout() {
        assertThat(Graph.of(MANIFEST, Runs.SELECTED).checks())
                .extracting(Graph.Check::name, Graph.Check::node, Graph.Check::others)
                .containsExactly(
                        tuple("relationships_stock_paid_orders", "model.shop.paid_orders", List.of("model.shop.stock")),
                        tuple(
                                "relationships_top_customers_paid_orders",
                                "model.shop.top_customers",
                                List.of("model.shop.paid_orders")),
                        tuple("unique_top_customers_id", "model.shop.top_customers", List.of()));
    }

    @Test
    void takesATestBetweenModelsForOneOfTheModelThatItIsWrittenUnder() {
        ObjectNode manifest = MANIFEST.deepCopy();
        ((ObjectNode) manifest.at("/nodes/test.shop.relationships_stock_paid_orders.3"))
                .put("attached_node", "model.shop.stock");
        assertThat(Graph.of(manifest, Runs.SELECTED).checks().getFirst().node()).isEqualTo("model.shop.stock");
    }

    @Test
    void tellsModelsOfPackagesAndVersionsApart() {
        ObjectNode manifest = MANIFEST.deepCopy();
        ObjectNode stock = manifest.at("/nodes/model.shop.stock").deepCopy();
        stock.put("package_name", "lib").putArray("fqn").add("lib").add("marts").add("stock");
        manifest.withObjectProperty("nodes").set("model.lib.stock", stock);
        ((ObjectNode) manifest.at("/nodes/model.shop.stock")).put("version", 2);
        Graph graph = Graph.of(manifest, List.of("model.lib.stock", "model.shop.stock"));
        assertThat(graph.nodes()).extracting(Graph.Node::name).containsExactly("lib.stock", "stock.v2");
        assertThat(graph.nodes()).extracting(Graph.Node::select).containsExactly("lib.marts.stock", "stock.v2");
    }

    @Test
    void isEmptyWhenNothingIsSelected() {
        assertThat(Graph.of(MANIFEST, List.of("model.shop.gone")).nodes()).isEmpty();
    }

    @Test
    void endsOnAManifestWithACycle() {
        ObjectNode manifest = MANIFEST.deepCopy();
        ObjectNode parents = manifest.withObjectProperty("parent_map");
        parents.putArray("model.shop.stock").add("model.shop.top_customers");
        parents.putArray("model.shop.top_customers").add("model.shop.stock");
        assertThat(Graph.of(manifest, Runs.SELECTED).nodes()).hasSize(3);
    }

    @Test
    void cutsALongDescriptionBetweenCharacters() {
        ObjectNode manifest = MANIFEST.deepCopy();
        ((ObjectNode) manifest.at("/nodes/model.shop.stock")).put("description", "x" + "😀".repeat(5_000));
        String description = node(Graph.of(manifest, Runs.SELECTED), "stock").description();
        assertThat(description).hasSizeLessThanOrEqualTo(2_001).endsWith("😀…");
    }
}
