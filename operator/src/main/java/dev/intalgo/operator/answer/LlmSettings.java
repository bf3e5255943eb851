package dev.intalgo.operator.answer;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * Which LLM to ask, and how.
 *
 * @param endpoint    the base URL of an OpenAI-compatible API, up to and including {@code /v1}
 * @param model       the model's name there
 * @param apiKey      the key, or null where the endpoint needs none
 * @param timeout     how long one completion may take, retries included
 * @param temperature from 0 to 2; null for the model's own
 * @param maxTokens   the most tokens of one answer; null for the endpoint's own
 * @param candidates  how many answers to ask for at first
 */
@RecordBuilder
public record LlmSettings(
        String endpoint,
        String model,
        String apiKey,
        Duration timeout,
        Double temperature,
        Integer maxTokens,
        int candidates)
        implements LlmSettingsBuilder.With {

    /** With the model's own settings, for one answer. */
    public LlmSettings(String endpoint, String model, String apiKey, Duration timeout) {
        this(endpoint, model, apiKey, timeout, null, null, 1);
    }

    /** Without the key, so that it cannot end up in a log. */
    @Override
    public String toString() {
        return "LlmSettings[endpoint=" + endpoint + ", model=" + model + ", timeout=" + timeout + "]";
    }
}
