package dev.intalgo.operator.dbt;

/**
 * A column that a model or an analysis gives out.
 *
 * @param name        its name
 * @param type        its type as the database names it, or empty if unknown
 * @param description what it holds, or empty
 */
public record ModelColumn(String name, String type, String description) {
    public ModelColumn {
        type = type == null ? "" : type;
        description = description == null ? "" : description.strip();
    }
}
