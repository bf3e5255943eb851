package dev.intalgo.operator.sql;

/**
 * What may be wrong with SQL, depending on the rows that there are.
 *
 * @param code    the kind of the finding, a stable CamelCase word
 * @param message what to change where it is found
 * @param dbtSql  a SELECT of one number; it is found where that is more than one
 */
public record Probe(String code, String message, String dbtSql) {}
