package dev.intalgo.console.diagram;

import java.util.List;

/**
 * A box of a diagram.
 *
 * @param id what edges name it by; no other node has it
 * @param lines what stands in it, at least one: the first is its name
 * @param href the page that it leads to; empty for none
 * @param kind its class in CSS, such as {@code model}
 */
public record Node(String id, List<String> lines, String href, String kind) {
    public Node {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a node has a name: " + id);
        }
        lines = List.copyOf(lines);
    }

    /** What it is called. */
    public String name() {
        return lines.getFirst();
    }
}
