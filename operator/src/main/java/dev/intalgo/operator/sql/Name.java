package dev.intalgo.operator.sql;

/**
 * One part of a name as SQL writes it.
 *
 * @param text   the name without its quotes
 * @param quoted whether it had quotes, which keep a database from folding its case
 * @param start  where it starts in the SQL, quotes included
 * @param end    where it ends
 */
record Name(String text, boolean quoted, int start, int end) {}
