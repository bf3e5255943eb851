package dev.intalgo.console.diagram;

/**
 * An arrow of a diagram.
 *
 * @param from the id of the node that it begins at
 * @param to the id of the node that it points at
 * @param label what stands beside it; empty for nothing
 * @param style its class in CSS; {@code dashed} is one that there is; empty for a plain line
 */
public record Edge(String from, String to, String label, String style) {
    /** A plain arrow with nothing beside it. */
    public Edge(String from, String to) {
        this(from, to, "", "");
    }
}
