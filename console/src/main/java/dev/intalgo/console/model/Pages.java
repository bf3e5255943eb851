package dev.intalgo.console.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where the pages of a project's models and tables are. */
public record Pages(String namespace, String project) {
    /** The page of a model. */
    public String model(String name) {
        return "/ns/%s/models/%s/%s".formatted(namespace, project, encoded(name));
    }

    /** The page of a table, by the dbt source that it is of. */
    public String table(String source, String name) {
        return "/ns/%s/schema/projects/%s/tables/%s/%s".formatted(namespace, project, encoded(source), encoded(name));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
