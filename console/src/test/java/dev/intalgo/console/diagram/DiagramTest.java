package dev.intalgo.console.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiagramTest {
    private static Node node(String id, String... more) {
        List<String> lines = new ArrayList<>(List.of(id));
        lines.addAll(List.of(more));
        return new Node(id, lines, "/models/" + id, "model");
    }

    private static Diagram.Box box(Diagram diagram, String id) {
        return diagram.boxes().stream()
                .filter(box -> box.node().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void leadsFromLeftToRight() {
        var diagram = Diagram.of(
                "lineage",
                "Lineage",
                List.of(node("c"), node("a"), node("b")),
                List.of(new Edge("a", "b"), new Edge("b", "c"), new Edge("a", "c")));
        assertThat(box(diagram, "a").x() + box(diagram, "a").width())
                .isLessThan(box(diagram, "b").x());
        assertThat(box(diagram, "b").x() + box(diagram, "b").width())
                .isLessThan(box(diagram, "c").x());
        assertThat(diagram.arrows()).hasSize(3);
        assertThat(box(diagram, "a").to()).containsExactly("b", "c");
    }

    @Test
    void hasRoomForAllThatStandsInABox() {
        var diagram = Diagram.of(
                "keys", "Keys", List.of(node("orders", "order_id integer", "customer_id"), node("客户客户客户")), List.of());
        var orders = box(diagram, "orders");
        assertThat(orders.height()).isGreaterThanOrEqualTo(60);
        assertThat(orders.width()).isGreaterThan(16 * 7);
        assertThat(orders.texts())
                .allSatisfy(text -> assertThat(text.y()).isBetween(orders.y(), orders.y() + orders.height()))
                .extracting(Diagram.Text::y)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(box(diagram, "客户客户客户").width()).isGreaterThan(6 * 13);
    }

    @Test
    void laysNoBoxOverAnotherAndAllWithinItsEdges() {
        var nodes = IntStream.range(0, 60).mapToObj(n -> node("model_" + n)).toList();
        var edges = IntStream.range(1, 60)
                .mapToObj(n -> new Edge("model_" + n / 3, "model_" + n))
                .toList();
        var diagram = Diagram.of("all", "All", nodes, edges);
        var boxes = diagram.boxes();
        for (var one : boxes) {
            assertThat(one.x() + one.width()).isLessThanOrEqualTo(diagram.width());
            assertThat(one.y() + one.height()).isLessThanOrEqualTo(diagram.height());
            assertThat(boxes.stream().filter(other -> other != one && overlap(one, other)))
                    .isEmpty();
        }
    }

    private static boolean overlap(Diagram.Box one, Diagram.Box other) {
        return one.x() < other.x() + other.width()
                && other.x() < one.x() + one.width()
                && one.y() < other.y() + other.height()
                && other.y() < one.y() + one.height();
    }

    @Test
    void drawsWhatLeadsToItselfAndInARing() {
        var diagram = Diagram.of(
                "keys",
                "Keys",
                List.of(node("a"), node("b")),
                List.of(new Edge("a", "a", "parent_id", "dashed"), new Edge("a", "b"), new Edge("b", "a")));
        assertThat(diagram.arrows())
                .hasSize(3)
                .allSatisfy(arrow -> assertThat(arrow.path()).matches("M\\d+ \\d+( L\\d+ \\d+)+"));
        assertThat(diagram.arrows().getFirst().label().text()).isEqualTo("parent_id");
        assertThat(box(diagram, "a").to()).containsExactly("a (parent_id)", "b");
    }

    @Test
    void leavesOutArrowsToWhatIsNotThere() {
        assertThat(Diagram.of("all", "All", List.of(node("a")), List.of(new Edge("a", "gone")))
                        .arrows())
                .isEmpty();
        assertThat(Diagram.of("all", "All", List.of(), List.of()).isEmpty()).isTrue();
        assertThatThrownBy(() -> new Node("a", List.of(), "", "")).hasMessageContaining("has a name");
    }

    @Test
    void isDrawnWithItsLinksAndWithoutStyles() throws IOException {
        var diagram = Diagram.of(
                "lineage",
                "Lineage",
                List.of(node("<a>"), new Node("s", List.of("shop.orders"), "", "source")),
                List.of(new Edge("s", "<a>", "", "dashed")));
        assertThat(svg(diagram))
                .contains("<a href=\"/models/&lt;a&gt;\">", ">&lt;a&gt;</text>", "class=\"node source\"")
                .contains("class=\"edge dashed\"", "shop.orders leads to &lt;a&gt;")
                .doesNotContain("style=", "<a>", "<script");
    }

    private static String svg(Diagram diagram) throws IOException {
        try (var template = DiagramTest.class.getResourceAsStream("/templates/diagram/diagram.html")) {
            var engine = Engine.builder()
                    .addDefaults()
                    .addValueResolver(new ReflectionValueResolver())
                    .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                    .build();
            return engine.parse(
                            new String(template.readAllBytes(), StandardCharsets.UTF_8),
                            Variant.forContentType(Variant.TEXT_HTML))
                    .data("diagram", diagram)
                    .render();
        }
    }
}
