package dev.intalgo.operator.sql;

import java.util.List;

/**
 * A model of the project, as SQL may name it.
 *
 * @param name        the model's name, which is its name in the database too
 * @param schema      the schema it is built in; empty if unknown
 * @param columns     its columns; empty if unknown
 * @param description what it holds, or empty
 * @param open        whether it may have more columns than these: people's YAML often lists only those with tests
 */
public record ModelInfo(String name, String schema, List<ModelInfo.Column> columns, String description, boolean open) {
    public ModelInfo(String name, String schema, List<ModelInfo.Column> columns, String description) {
        this(name, schema, columns, description, false);
    }

    public ModelInfo {
        schema = schema == null ? "" : schema;
        columns = List.copyOf(columns);
        description = description == null ? "" : description;
    }

    /** A column of a model; type and description may be empty. */
    public record Column(String name, String type, String description) {
        public Column {
            type = type == null ? "" : type;
            description = description == null ? "" : description;
        }
    }
}
