package dev.intalgo.people;

import java.util.List;
import java.util.Map;

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
     * The description that waits for review.
     *
     * @param column empty for the table
     * @param now    the one that counts, for where none waits
     */
    public String described(String column, String now) {
        return proposed == null ? now : proposed.described(column, now);
    }

    /** A reference as what waits for review has it. */
    public Relationship decided(Relationship reference) {
        return proposed == null ? reference : proposed.decided(reference);
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

        /** As {@link TableDetails#described}. */
        public String described(String column, String now) {
            var waiting = column.isEmpty() ? description : columns.get(column);
            return waiting == null ? now : waiting;
        }

        /** As {@link TableDetails#decided(Relationship)}. */
        public Relationship decided(Relationship reference) {
            return decided.stream().filter(reference::sameKeys).findFirst().orElse(reference);
        }
    }

    /**
     * A model or an analysis.
     *
     * @param question the name of the Question that it answers; empty where a person wrote it
     */
    public record Reader(String name, boolean model, String question) {}
}
