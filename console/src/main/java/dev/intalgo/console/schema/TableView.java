package dev.intalgo.console.schema;

import dev.intalgo.console.diagram.Diagram;
import dev.intalgo.people.Relationship;
import dev.intalgo.people.TableDetails;
import java.util.List;
import java.util.Locale;

/**
 * A table's page.
 *
 * @param editing   the id of the description that is being changed; null for none
 * @param written   what was written there; null where it is as it was
 * @param mayChange whether to offer changes
 */
public record TableView(Place place, TableDetails table, String editing, String written, boolean mayChange) {
    /**
     * A description, and the form for another.
     *
     * @param id     of the element in the page
     * @param column empty for the table's own
     * @param label  what is described
     * @param text   as it is
     * @param waiting what somebody wrote instead, which waits for review; null where nobody did
     * @param form   what the form holds; null where it is closed
     */
    public record Described(String id, String column, String label, String text, String waiting, String form) {
        /** What somebody saw who changes it. */
        public String seen() {
            return waiting == null ? text : waiting;
        }
    }

    /** The same without a form. */
    static TableView of(Place place, TableDetails table, boolean mayChange) {
        return new TableView(place, table, null, null, mayChange);
    }

    public String path() {
        return place.table(table.table());
    }

    /** The table's own description. */
    public Described description() {
        return described("about", "", table.table().text(), table.description());
    }

    /** A column's. */
    public Described description(TableDetails.Column column, int index) {
        return described("about-" + index, column.name(), column.name(), column.description());
    }

    private Described described(String id, String column, String label, String text) {
        var last = table.described(column, text);
        var form = !mayChange || !id.equals(editing) ? null : written == null ? last : written;
        return new Described(id, column, label, text, last.equals(text) ? null : last, form);
    }

    /** Its keys and those to it. */
    public Diagram diagram() {
        return KeyDiagram.of(place, table);
    }

    public List<TableDetails.Reader> models() {
        return table.readers().stream().filter(TableDetails.Reader::model).toList();
    }

    public List<TableDetails.Reader> analyses() {
        return table.readers().stream().filter(reader -> !reader.model()).toList();
    }

    /** The same as somebody decided, which waits for review; null where nobody did. */
    public Relationship waiting(Relationship relationship) {
        var decided = table.decided(relationship);
        return decided.equals(relationship) ? null : decided;
    }

    /** Whether a person may say whether it is one. */
    public boolean isOpen(Relationship relationship) {
        return mayChange
                && relationship.state() != Relationship.State.DECLARED
                && relationship.columns().size() == 1;
    }

    public String columns(List<String> columns) {
        return String.join(", ", columns);
    }

    /** Who says so, in words. */
    public String said(Relationship relationship) {
        return switch (relationship.state()) {
            case DECLARED -> "The database says so";
            case CONFIRMED -> "A person confirmed it";
            case DENIED -> "A person says it is none";
            case INFERRED -> "It looks so, by names and types: %s sure".formatted(Relationships.percent(relationship));
        };
    }

    /** For its badge's class. */
    public String tone(Relationship relationship) {
        return switch (relationship.state()) {
            case DECLARED, CONFIRMED -> "good";
            case DENIED -> "bad";
            case INFERRED -> "wait";
        };
    }

    /** For its badge. */
    public String state(Relationship relationship) {
        return relationship.state().name().toLowerCase(Locale.ROOT);
    }
}
