package dev.intalgo.operator.git;

/**
 * The branch's head after an edit.
 *
 * @param id the commit's full id; null where the repository is empty and the edit changed nothing
 * @param changed whether the edit made this commit, or found nothing to change
 */
public record Commit(String id, boolean changed) {}
