package dev.intalgo.console.page;

import java.util.List;

/**
 * What stands around every page of a namespace.
 *
 * @param title the page's own
 * @param namespace empty where none was chosen
 * @param section the part of the namespace that the page belongs to
 */
public record Frame(String title, String person, String namespace, Section section) {
    /** The parts to go to. */
    public List<Section> sections() {
        return List.of(Section.values());
    }
}
