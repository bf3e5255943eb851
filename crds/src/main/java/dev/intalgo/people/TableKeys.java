package dev.intalgo.people;

import java.util.List;

/**
 * Tables with their keys, for a diagram.
 *
 * @param found         how many tables were found
 * @param tables        the best of them, as many as a diagram can show
 * @param relationships those among these tables
 */
public record TableKeys(int found, List<Keyed> tables, List<Relationship> relationships) {
    public TableKeys {
        tables = List.copyOf(tables);
        relationships = List.copyOf(relationships);
    }

    /**
     * A table.
     *
     * @param keys the columns of its primary key
     */
    public record Keyed(TableName table, List<String> keys) {
        public Keyed {
            keys = List.copyOf(keys);
        }
    }
}
