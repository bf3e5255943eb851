package dev.intalgo.people;

import java.util.List;

/**
 * The references that only look so, and of which nobody said whether they are: a page of them.
 *
 * @param found         how many there are
 * @param page          which page this is, from 1
 * @param pages         how many there are, at least 1
 * @param relationships the surest first
 * @param proposal      where what somebody decided waits for review, which is not listed: a URL, or the name of a
 *                      branch; empty where nothing does
 */
public record RelationshipsPage(int found, int page, int pages, List<Relationship> relationships, String proposal) {
    public RelationshipsPage {
        relationships = List.copyOf(relationships);
    }
}
