package dev.intalgo.operator.sql;

/**
 * What is likely wrong with SQL that a database accepts.
 *
 * @param code    its kind, a stable CamelCase word
 * @param message what to change, naming the columns
 */
public record Finding(String code, String message) {}
