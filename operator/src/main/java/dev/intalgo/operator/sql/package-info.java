/**
 * What may be asked of a database, and of which tables: one plain SELECT goes in, the same text with dbt's
 * {@code source()} and {@code ref()} in place of its relations comes out. Anything else is {@link SqlRejected}.
 */
package dev.intalgo.operator.sql;
