package dev.intalgo.eval;

import dev.intalgo.operator.answer.LlmSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that name an LLM. Its key is only taken from OPENAI_API_KEY: an argument could be seen by others. */
final class Endpoint {
    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            required = true,
            defaultValue = "${OPENAI_BASE_URL}",
            description = "OpenAI's API, such as http://localhost:8080/v1.")
    private String url;

    @Option(names = "--model", required = true, defaultValue = "${OPENAI_MODEL}", description = "The model's name.")
    private String model;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "120", description = "For each call.")
    private int timeout;

    @Option(names = "--temperature", description = "The model's own where it is not given.")
    private Double temperature;

    @Option(names = "--candidates", defaultValue = "1", description = "How many answers to ask for at first.")
    private int candidates;

    LlmSettings settings() {
        return new LlmSettings(
                url,
                model,
                System.getenv("OPENAI_API_KEY"),
                Duration.ofSeconds(timeout),
                temperature,
                null,
                candidates);
    }
}
