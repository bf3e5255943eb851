package dev.intalgo.console.schema;

import dev.intalgo.people.TableName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Whose tables a page shows.
 *
 * @param kind {@code projects}, or {@code connections} for a database that no project uses yet
 * @param name the object's
 */
public record Place(String namespace, String kind, String name) {
    static final String PROJECTS = "projects";
    static final String CONNECTIONS = "connections";

    public boolean isProject() {
        return kind.equals(PROJECTS);
    }

    /** The path of the search. */
    public String path() {
        return "/ns/%s/schema/%s/%s".formatted(namespace, kind, name);
    }

    /** The path of a table's page. */
    public String table(TableName table) {
        return path() + "/tables/" + segment(table.source()) + "/" + segment(table.name());
    }

    /** The path of what is still to be confirmed. */
    public String relationships() {
        return path() + "/relationships";
    }

    private static String segment(String text) {
        // A path has no + for a blank.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
