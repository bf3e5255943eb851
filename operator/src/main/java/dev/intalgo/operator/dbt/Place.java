package dev.intalgo.operator.dbt;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What an answer is called in the dbt project, and what it is there. */
public record Place(String name, Mode mode) {
    private static final String SQL = ".sql";

    /** Reads the path of an answer's SQL; empty where it is none. */
    public static Optional<Place> of(String path, Map<String, String> files) {
        if (path == null || !path.endsWith(SQL)) {
            return Optional.empty();
        }
        ProjectFile project = ProjectFile.of(files);
        String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SQL.length());
        return Arrays.stream(Mode.values())
                .filter(mode -> project.has(mode, path))
                .map(mode -> new Place(name, mode))
                .findFirst();
    }
}
