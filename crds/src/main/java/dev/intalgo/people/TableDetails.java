package dev.intalgo.people;

import java.util.List;

/**
 * What is known of a table or a view.
 *
 * @param view      whether it is a view
 * @param refersTo  its references to other tables' keys, with those that a person said are none
 * @param referring the references of other tables, and of its own, to its keys
 * @param readers   the models and analyses that read it
 * @param dataHub   its page in DataHub; empty where there is none
 */
public record TableDetails(
        TableName table,
        boolean view,
        String description,
        List<Column> columns,
        List<Relationship> refersTo,
        List<Relationship> referring,
        List<Reader> readers,
        String dataHub) {
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
     * A model or an analysis.
     *
     * @param question the name of the Question that it answers; empty where a person wrote it
     */
    public record Reader(String name, boolean model, String question) {}
}
