package dev.intalgo.operator.dbt;

/**
 * A column that a model or an analysis gives out.
 *
 * @param name        its name
 * @param type        its type as the database names it, or empty if unknown
 * @param description what it holds, or empty
 * @param notNull     whether dbt is to test that it is never null; the only column of a grain is tested in any case
 */
public record ModelColumn(String name, String type, String description, boolean notNull) {
    public ModelColumn(String name, String type, String description) {
        this(name, type, description, false);
    }

    public ModelColumn {
        type = type == null ? "" : type;
        description = description == null ? "" : description.strip();
    }
}
