package dev.intalgo.operator.sql;

/**
 * A change of the SQL's text.
 *
 * @param start where the replaced text starts
 * @param end   where it ends, exclusive
 * @param text  what to put there
 */
record Edit(int start, int end, String text) {}
