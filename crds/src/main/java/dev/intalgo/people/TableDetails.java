package dev.intalgo.people;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a table or a view.
 *
 * @param view      whether it is a view
 * @param refersTo  its references to other tables' keys, with those that a person said are none
 * @param referring the references of other tables, and of its own, to its keys
 * @param readers   the models and analyses that read it
 * @param dataHub   its page in DataHub; empty where there is none
 * @param proposed  what waits for review; null where nothing of the table does
 */
public record TableDetails(
        TableName table,
        boolean view,
        String description,
        List<Column> columns,
        List<Relationship> refersTo,
        List<Relationship> referring,
        List<Reader> readers,
        String dataHub,
        Proposed proposed) {
    public TableDetails {
        columns = List.copyOf(columns);
        refersTo = List.copyOf(refersTo);
        referring = List.copyOf(referring);
        readers = List.copyOf(readers);
    }

    /**
     * A column.
     *
     * @param type as the database writes it; empty if unknown
     * @param key  whether it is a part of the primary key
     */
    public record Column(String name, String type, boolean nullable, boolean key, String description) {}

    /**
     * The description of the table or a column: the one that waits for review, where there is one.
     *
     * @param column empty for the table
     * @return empty where there is no such column
     */
    public Optional<String> described(String column) {
        if (proposed != null && column.isEmpty() && proposed.description() != null) {
            return Optional.of(proposed.description());
        }
        if (proposed != null && proposed.columns().containsKey(column)) {
            return Optional.of(proposed.columns().get(column));
        }
        return column.isEmpty()
                ? Optional.of(description)
                : columns.stream()
                        .filter(c -> c.name().equals(column))
                        .map(Column::description)
                        .findFirst();
    }

    /** A reference as what waits for review has it. */
    public Relationship decided(Relationship reference) {
        return proposed == null
                ? reference
                : proposed.decided().stream()
                        .filter(reference::sameKeys)
                        .findFirst()
                        .orElse(reference);
    }

    /**
     * What waits for review, of what differs from what counts now.
     *
     * @param proposal    where: a URL, or the name of a branch
     * @param description the table's; null where that stays
     * @param columns     the descriptions of columns, by their names
     * @param decided     the references that somebody confirmed or denied
     */
    public record Proposed(
            String proposal, String description, Map<String, String> columns, List<Relationship> decided) {
        public Proposed {
            columns = Map.copyOf(columns);
            decided = List.copyOf(decided);
        }
    }

    /**
     * A model or an analysis.
     *
     * @param question the name of the Question that it answers; empty where a person wrote it
     */
    public record Reader(String name, boolean model, String question) {}
}
