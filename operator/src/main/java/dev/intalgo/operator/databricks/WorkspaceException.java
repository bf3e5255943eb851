package dev.intalgo.operator.databricks;

import java.time.Duration;
import java.util.Optional;

/** A workspace did not do what it was asked. The message says what to change, and holds no credentials. */
public final class WorkspaceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as a condition's reason. */
    public enum Reason {
        /** It does not know the credentials. */
        DatabricksUnauthorized,
        /** It knows them, and they may not do that. */
        DatabricksForbidden,
        /** It does not answer, or not as its API should. */
        DatabricksUnreachable,
        /** It wants fewer requests. */
        DatabricksLimited,
        /** It has as many jobs as it may. */
        DatabricksQuotaExceeded,
        /** It understood and refuses. */
        DatabricksRefused,
        /** It has no such SQL warehouse. */
        WarehouseNotFound
    }

    private final Reason reason;
    private final transient Duration retryAfter;

    WorkspaceException(Reason reason, String message, Duration retryAfter) {
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** How long it wants to be left alone, where it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
