package dev.intalgo.operator.review;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

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

    /** Longer than a second, as the clock here may be another than the server's. */
    private static final Duration UNSETTLED = Duration.ofSeconds(10);

    /** What has become of it. */
    public enum State {
        OPEN,
        MERGED,
        CLOSED
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /**
     * A stamp of a server that tells times in seconds: more may happen in the same one, so that each look at a time that
     * is this new counts as a change.
     *
     * @param updated when the last change was, in ISO 8601; empty where the server does not tell
     */
    static String stamp(String updated, Instant now) {
        boolean settled =
                updated.isEmpty() || OffsetDateTime.parse(updated).toInstant().isBefore(now.minus(UNSETTLED));
        return settled ? updated : updated + " at " + now;
    }
}
