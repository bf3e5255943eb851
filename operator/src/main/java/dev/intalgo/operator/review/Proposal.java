package dev.intalgo.operator.review;

/**
 * What a pull request is made from.
 *
 * @param branch the branch to merge
 * @param base   the branch to merge it into
 * @param body   the description, in Markdown
 */
public record Proposal(String branch, String base, String title, String body) {}
