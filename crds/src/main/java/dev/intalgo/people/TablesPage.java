package dev.intalgo.people;

import java.util.List;

/**
 * The tables of a database that somebody looks for, a page of them.
 *
 * @param all    how many tables there are
 * @param found  how many were found
 * @param page   which page this is, from 1
 * @param pages  how many there are, at least 1
 * @param tables the best first
 */
public record TablesPage(int all, int found, int page, int pages, List<Hit> tables) {
    public TablesPage {
        tables = List.copyOf(tables);
    }

    /**
     * One that was found.
     *
     * @param view     whether it is a view
     * @param columns  how many columns it has
     * @param matching the columns that were found, a few of them
     */
    public record Hit(TableName table, boolean view, String description, int columns, List<String> matching) {
        public Hit {
            matching = List.copyOf(matching);
        }
    }
}
