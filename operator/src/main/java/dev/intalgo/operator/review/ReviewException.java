package dev.intalgo.operator.review;

import java.time.Duration;
import java.util.Optional;

/** A Git server's API did not do what was asked. The message says what to change, and holds no credentials. */
public final class ReviewException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as a condition's reason. */
    public enum Reason {
        /** The server refuses the token, or the token may not do that. */
        ReviewUnauthorized,
        /** The server does not answer, or not as its API should. */
        ReviewUnreachable,
        /** The server wants fewer requests. */
        ReviewLimited,
        /** The server understood and refuses. */
        ReviewRefused
    }

    private final Reason reason;
    private final transient Duration retryAfter;

    ReviewException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    ReviewException(Reason reason, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** How long the server wants to be left alone, where it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
