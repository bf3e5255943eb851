package dev.intalgo.console.diagram;

import java.util.List;

/**
 * A diagram as it is drawn, from left to right. A page shows it by {@code {#include diagram/diagram diagram=... /}}.
 *
 * @param id tells it from other diagrams of the page: letters, digits and -
 * @param title what it shows, for those who do not see it
 * @param width in pixels, as all lengths
 * @param boxes the nodes, in the order in which they were given
 * @param arrows the edges
 */
public record Diagram(String id, String title, long width, long height, List<Box> boxes, List<Arrow> arrows) {

    /**
     * Lays a diagram out.
     *
     * @param edges those that name a node that is not there are left out
     */
    public static Diagram of(String id, String title, List<Node> nodes, List<Edge> edges) {
        return new Layout(nodes, edges).diagram(id, title);
    }

    public boolean isEmpty() {
        return boxes.isEmpty();
    }

    /**
     * A node in its place.
     *
     * @param texts its lines
     * @param to the names of the nodes that arrows lead to from it, each with what stands beside the arrow
     */
    public record Box(Node node, long x, long y, long width, long height, List<Text> texts, List<String> to) {}

    /** A line of text, from the left end of its base line. */
    public record Text(String text, long x, long y) {}

    /**
     * An edge in its place.
     *
     * @param path as SVG's {@code d} has it
     * @param label null where nothing stands beside it
     */
    public record Arrow(Edge edge, String path, Text label) {}
}
