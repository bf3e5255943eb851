package dev.intalgo.people;

import java.time.Instant;

/**
 * A commit that changed an answer in a project's repository.
 *
 * @param commit its full id
 * @param author whose change it is
 * @param at when they made it
 * @param subject the first line of what the commit says
 * @param diff how the SQL changed, as {@code git diff} shows it from the first {@code @@} on; empty where it did not, but
 *     what is said beside it
 */
public record FileChange(String commit, String author, Instant at, String subject, String diff) {}
