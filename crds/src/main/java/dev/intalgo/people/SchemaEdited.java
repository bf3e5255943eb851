package dev.intalgo.people;

/**
 * What became of an edit of the dbt project.
 *
 * @param commit   the commit that it is in, or was already; empty where it waits for review
 * @param proposal where it waits for review: a URL, or the name of a branch; empty where it does not
 */
public record SchemaEdited(String commit, String proposal) {}
