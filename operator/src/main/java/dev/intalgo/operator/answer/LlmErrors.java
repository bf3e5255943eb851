package dev.intalgo.operator.answer;

import com.openai.core.http.Headers;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import dev.intalgo.operator.answer.LlmException.Reason;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Says in plain words what went wrong with a request to an LLM, without the key and without a stack trace. */
final class LlmErrors {
    private static final int LONGEST = 500;
    private static final Pattern KEY = Pattern.compile("\\b(sk|key|Bearer)[- ][A-Za-z0-9*_.-]{8,}");
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final LlmSettings settings;

    LlmErrors(LlmSettings settings) {
        this.settings = settings;
    }

    LlmException of(Throwable failure) {
        return switch (failure) {
            case OpenAIServiceException answered -> status(answered);
            case OpenAIIoException io when isTimeout(io) -> timeout();
            case OpenAIIoException io -> error(Reason.LlmUnreachable, "cannot be reached: " + root(io) + ".");
            case OpenAIException _ ->
                error(
                        Reason.LlmBadAnswer,
                        "answered with something that is not a chat completion. Is it the base URL"
                                + " of an OpenAI-compatible API (most end with /v1)?");
            case IllegalArgumentException _ ->
                error(
                        Reason.LlmRefused,
                        "cannot be asked: its URL or the API key has characters that do not belong" + " there.");
            default -> error(Reason.LlmUnreachable, "failed: " + root(failure) + ".");
        };
    }

    LlmException timeout() {
        return error(
                Reason.LlmTimeout,
                "did not answer within " + settings.timeout().toSeconds()
                        + " s: raise the timeout, or use a faster model.");
    }

    private LlmException status(OpenAIServiceException e) {
        int status = e.statusCode();
        String said = " It said: " + redact(String.valueOf(e.getMessage()));
        boolean quota = e.code().filter("insufficient_quota"::equals).isPresent();
        return switch (status) {
            case 401, 403 -> error(Reason.LlmRefused, "does not accept the API key (HTTP " + status + ")." + said);
            case 404 ->
                error(
                        Reason.LlmRefused,
                        "does not know the model " + settings.model() + ", or its URL is wrong (HTTP" + " 404)."
                                + said);
            case 408 -> timeout();
            case 429 ->
                quota
                        ? error(Reason.LlmRefused, "has no quota left for this API key (HTTP 429)." + said)
                        : new LlmException(
                                Reason.LlmRateLimited,
                                prefix() + "gets too many requests (HTTP 429)." + said,
                                retryAfter(e.headers()));
            default ->
                status >= 500
                        ? error(Reason.LlmUnreachable, "failed (HTTP " + status + ")." + said)
                        : error(Reason.LlmRefused, "does not accept the request (HTTP " + status + ")." + said);
        };
    }

    LlmException error(Reason reason, String text) {
        return new LlmException(reason, prefix() + text);
    }

    /** Only scheme, host and port: people put keys into paths and queries too. */
    private String prefix() {
        try {
            URI uri = URI.create(settings.endpoint());
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return "The LLM at " + uri.getScheme() + "://" + uri.getHost() + port + " ";
        } catch (IllegalArgumentException e) {
            return "The LLM endpoint is not a URL, and ";
        }
    }

    private String redact(String text) {
        String shown = text;
        if (settings.apiKey() != null && settings.apiKey().strip().length() > 3) {
            shown = shown.replace(settings.apiKey().strip(), "…");
        }
        shown = KEY.matcher(shown).replaceAll("…").strip();
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
    }

    private String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : redact(message);
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedIOException) {
                return true;
            }
        }
        return false;
    }

    private static Duration retryAfter(Headers headers) {
        return headers.values("retry-after").stream()
                .findFirst()
                .map(LlmErrors::wait)
                .orElse(null);
    }

    /** Seconds or a date, as HTTP has it; null where it is neither. */
    private static Duration wait(String value) {
        try {
            Duration wait = value.strip().matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value.strip()))
                    : Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
            Duration positive = wait.isNegative() ? Duration.ZERO : wait;
            return positive.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : positive;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
