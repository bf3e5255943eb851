package dev.intalgo.operator.answer;

import java.time.Duration;
import java.util.Optional;

/** An LLM that gave no usable answer. The message says what to change and never holds the API key. */
public final class LlmException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient Duration retryAfter;
    private final transient Usage usage;

    /** Why; the names are the reasons of conditions. */
    public enum Reason {
        /** No connection, or the server failed. Trying again later may help. */
        LlmUnreachable,
        /** It took longer than it may. */
        LlmTimeout,
        /** It does not take the key, the model or the request. */
        LlmRefused,
        /** The model would not answer this question. */
        LlmDeclined,
        /** Too many requests. Trying again after {@link LlmException#retryAfter()} helps. */
        LlmRateLimited,
        /** The answer was empty, cut off or not what was asked for. */
        LlmBadAnswer
    }

    public LlmException(Reason reason, String message) {
        this(reason, message, null);
    }

    public LlmException(Reason reason, String message, Duration retryAfter) {
        this(reason, message, retryAfter, null);
    }

    private LlmException(Reason reason, String message, Duration retryAfter, Usage usage) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
        this.usage = usage;
    }

    /** The same, of an answer that had its price. */
    LlmException costing(Usage price) {
        return new LlmException(reason, getMessage(), retryAfter, price);
    }

    public Reason reason() {
        return reason;
    }

    /** How long the endpoint asks to wait, where it said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What it cost, where the model answered at all. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }
}
