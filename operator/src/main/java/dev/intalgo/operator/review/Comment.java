package dev.intalgo.operator.review;

/**
 * What a person says of a pull request.
 *
 * @param id     tells it from all others of the pull request
 * @param author the person's name on the server
 * @param path   the file that it is about; empty if none
 * @param line   the line there, from 1; 0 if none
 */
public record Comment(String id, String author, String text, String path, int line) {
    /** About no file. */
    static Comment of(String id, String author, String text) {
        return new Comment(id, author, text, "", 0);
    }
}
