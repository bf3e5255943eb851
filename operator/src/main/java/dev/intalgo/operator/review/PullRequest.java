package dev.intalgo.operator.review;

/**
 * A pull request as its server tells of it.
 *
 * @param number what people call it by
 * @param url    where people see it
 * @param branch the branch that is to be merged
 * @param author who opened it, by the server's name or id
 * @param body   the description
 * @param stamp  another one after each change and comment; empty where the server does not tell
 */
public record PullRequest(
        long number, String url, String branch, State state, String author, String title, String body, String stamp) {

    /** What has become of it. */
    public enum State {
        OPEN,
        MERGED,
        CLOSED
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }
}
