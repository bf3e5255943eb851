package dev.intalgo.operator.question;

import dev.intalgo.operator.dbt.AnswerFiles;
import dev.intalgo.operator.dbt.Mode;
import java.util.Arrays;
import java.util.Optional;

/** Where an answer is in the repository, as a Question's status says. */
record Place(String name, Mode mode) {
    private static final String SQL = ".sql";

    /** Reads {@code status.path}. */
    static Optional<Place> of(String path) {
        if (path == null || !path.endsWith(SQL)) {
            return Optional.empty();
        }
        var name = path.substring(path.lastIndexOf('/') + 1, path.length() - SQL.length());
        return Arrays.stream(Mode.values())
                .filter(mode -> AnswerFiles.sqlPath(name, mode).equals(path))
                .map(mode -> new Place(name, mode))
                .findFirst();
    }
}
