package dev.intalgo.console.page;

import java.util.List;

/**
 * What stands around every page of a namespace.
 *
 * @param title the page's own
 * @param namespace empty where none was chosen
 * @param section the kind's name in URLs that the page is about, or empty
 */
public record Frame(String title, String person, String namespace, String section) {
    /** The kinds to go to. */
    public List<Kind> kinds() {
        return List.of(Kind.values());
    }
}
