package dev.intalgo.console.diagram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Where the boxes and arrows of a diagram are, which ELK's layered algorithm decides. */
final class Layout {
    /** As console.css has it: letters of 13 px, all of one width. */
    private static final double CHARACTER = 7.85;

    private static final double LINE = 20;
    private static final double BASE_LINE = 14;
    private static final double MARGIN = 10;
    private static final double SMALLEST = 24;
    private static final int WIDE = 0x1100;

    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<Node, ElkNode> nodes = new LinkedHashMap<>();
    private final Map<Edge, ElkEdge> edges = new LinkedHashMap<>();

    Layout(List<Node> nodes, List<Edge> edges) {
        Map<String, ElkNode> byId = new LinkedHashMap<>();
        for (Node node : nodes) {
            byId.put(node.id(), add(node));
        }
        edges.stream()
                .filter(edge -> byId.containsKey(edge.from()) && byId.containsKey(edge.to()))
                .distinct()
                .forEach(edge -> this.edges.put(edge, add(edge, byId)));
        graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        graph.setProperty(LayeredOptions.DIRECTION, Direction.RIGHT);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 16d);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 40d);
        new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    }

    private ElkNode add(Node node) {
        var elk = ElkGraphUtil.createNode(graph);
        double widest = node.lines().stream().mapToDouble(Layout::width).max().orElseThrow();
        elk.setDimensions(
                Math.max(SMALLEST, widest + 2 * MARGIN),
                Math.max(SMALLEST, node.lines().size() * LINE + MARGIN));
        nodes.put(node, elk);
        return elk;
    }

    private static ElkEdge add(Edge edge, Map<String, ElkNode> byId) {
        var elk = ElkGraphUtil.createSimpleEdge(byId.get(edge.from()), byId.get(edge.to()));
        if (!edge.label().isEmpty()) {
            ElkGraphUtil.createLabel(edge.label(), elk).setDimensions(width(edge.label()), LINE);
        }
        return elk;
    }

    /** By its characters, as no font is here to measure it: those of East Asian scripts take the room of two. */
    private static double width(String text) {
        return text.codePoints().map(c -> c < WIDE ? 1 : 2).sum() * CHARACTER;
    }

    Diagram diagram(String id, String title) {
        Map<String, String> names =
                nodes.keySet().stream().collect(Collectors.toMap(Node::id, Node::name, (a, _) -> a));
        List<Diagram.Box> boxes = new ArrayList<>();
        nodes.forEach((node, elk) -> boxes.add(box(node, elk, leadsTo(node, names))));
        List<Diagram.Arrow> arrows = new ArrayList<>();
        edges.forEach((edge, elk) -> arrows.add(arrow(edge, elk)));
        return new Diagram(
                id, title, (long) Math.ceil(graph.getWidth()), (long) Math.ceil(graph.getHeight()), boxes, arrows);
    }

    private List<String> leadsTo(Node node, Map<String, String> names) {
        return edges.keySet().stream()
                .filter(edge -> edge.from().equals(node.id()))
                .map(edge -> edge.label().isEmpty()
                        ? names.get(edge.to())
                        : "%s (%s)".formatted(names.get(edge.to()), edge.label()))
                .toList();
    }

    private static Diagram.Box box(Node node, ElkNode elk, List<String> to) {
        List<Diagram.Text> texts = new ArrayList<>();
        for (String line : node.lines()) {
            texts.add(text(line, elk.getX() + MARGIN, elk.getY() + MARGIN / 2 + texts.size() * LINE));
        }
        return new Diagram.Box(
                node,
                Math.round(elk.getX()),
                Math.round(elk.getY()),
                Math.round(elk.getWidth()),
                Math.round(elk.getHeight()),
                texts,
                to);
    }

    private static Diagram.Text text(String text, double x, double top) {
        return new Diagram.Text(text, Math.round(x), Math.round(top + BASE_LINE));
    }

    private static Diagram.Arrow arrow(Edge edge, ElkEdge elk) {
        var path = elk.getSections().stream().map(Layout::path).collect(Collectors.joining(" "));
        var label = elk.getLabels().isEmpty() ? null : elk.getLabels().getFirst();
        return new Diagram.Arrow(edge, path, label == null ? null : text(label.getText(), label.getX(), label.getY()));
    }

    private static String path(ElkEdgeSection section) {
        var bends = section.getBendPoints().stream().map(bend -> point(bend.getX(), bend.getY()));
        return "M" + point(section.getStartX(), section.getStartY())
                + Stream.concat(bends, Stream.of(point(section.getEndX(), section.getEndY())))
                        .map(point -> " L" + point)
                        .collect(Collectors.joining());
    }

    private static String point(double x, double y) {
        return Math.round(x) + " " + Math.round(y);
    }
}
