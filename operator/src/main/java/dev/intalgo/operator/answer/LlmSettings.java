package dev.intalgo.operator.answer;

import java.time.Duration;

/**
 * Which LLM to ask.
 *
 * @param endpoint the base URL of an OpenAI-compatible API, up to and including {@code /v1}
 * @param model    the model's name there
 * @param apiKey   the key, or null where the endpoint needs none
 * @param timeout  how long one completion may take, retries included
 */
public record LlmSettings(String endpoint, String model, String apiKey, Duration timeout) {

    /** Without the key, so that it cannot end up in a log. */
    @Override
    public String toString() {
        return "LlmSettings[endpoint=" + endpoint + ", model=" + model + ", timeout=" + timeout + "]";
    }
}
