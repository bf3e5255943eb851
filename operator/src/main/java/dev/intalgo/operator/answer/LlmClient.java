package dev.intalgo.operator.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.intalgo.operator.answer.LlmException.Reason;
import dev.intalgo.operator.answer.Request.Format;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks any LLM that has OpenAI's chat completions API. One for all projects: they share its connections. */
public final class LlmClient implements AutoCloseable {
    /** Of a request that was refused for the moment (429, 5xx) or lost; the SDK waits in between. */
    private static final int RETRIES = 2;
    /** Servers that need no key still get the header. */
    private static final String NO_KEY = "none";

    private final OpenAIClient client =
            OpenAIOkHttpClient.builder().apiKey(NO_KEY).maxRetries(RETRIES).build();

    /** What each endpoint and model has turned out to understand. */
    private final Cache<String, Format> formats =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /**
     * Asks for an answer.
     *
     * @param earlier answers to the same question that were not accepted, the oldest first
     * @throws LlmException where there is no usable answer
     */
    public Completion ask(LlmSettings settings, Prompt prompt, List<Attempt> earlier) throws LlmException {
        String server = settings.endpoint() + "\n" + settings.model();
        while (true) {
            Format format = Optional.ofNullable(formats.getIfPresent(server)).orElse(Format.BEST);
            try {
                return usable(settings, complete(settings, Request.of(settings, prompt, earlier, format)));
            } catch (LlmException e) {
                Optional<Format> simpler =
                        e.reason() == Reason.LlmRefused ? format.simpler(e.getMessage()) : Optional.empty();
                formats.put(server, simpler.orElseThrow(() -> e));
            }
        }
    }

    private static Completion usable(LlmSettings settings, ChatCompletion completion) throws LlmException {
        try {
            return read(settings, completion);
        } catch (LlmException e) {
            throw e.costing(usage(settings, completion));
        } catch (RuntimeException e) {
            throw new LlmErrors(settings).of(e);
        }
    }

    /**
     * Any chat.
     *
     * @throws LlmException where it could not be had within the settings' timeout
     */
    public ChatCompletion complete(LlmSettings settings, ChatCompletionCreateParams request) throws LlmException {
        // In a thread of its own: the SDK's timeout is for each try, this one for all of them.
        LlmErrors errors = new LlmErrors(settings);
        FutureTask<ChatCompletion> task =
                new FutureTask<>(() -> with(settings).chat().completions().create(request));
        Thread thread = Thread.ofVirtual().name("llm").start(task);
        try {
            return task.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw errors.timeout();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw errors.error(Reason.LlmUnreachable, "was not waited for: the operator is stopping.");
        } catch (ExecutionException e) {
            throw errors.of(e.getCause());
        } finally {
            thread.interrupt();
        }
    }

    private OpenAIClient with(LlmSettings settings) {
        boolean keyless = settings.apiKey() == null || settings.apiKey().isBlank();
        String key = keyless ? NO_KEY : settings.apiKey().strip();
        return client.withOptions(options -> options.baseUrl(settings.endpoint())
                .credential(
                        isAzure(settings.endpoint())
                                ? AzureApiKeyCredential.create(key)
                                : BearerTokenCredential.create(key))
                .timeout(settings.timeout()));
    }

    /** Azure has the key in a header of its own; what else it has of its own the SDK knows. */
    static boolean isAzure(String endpoint) {
        String host = Optional.ofNullable(URI.create(endpoint).getHost()).orElse("");
        return host.endsWith(".azure.com") || host.endsWith(".azure.us") || host.endsWith(".azure-api.net");
    }

    private static Completion read(LlmSettings settings, ChatCompletion completion) throws LlmException {
        LlmErrors errors = new LlmErrors(settings);
        if (completion.choices().isEmpty()) {
            throw errors.error(Reason.LlmBadAnswer, "gave no answer at all.");
        }
        ChatCompletion.Choice choice = completion.choices().getFirst();
        String refusal = choice.message().refusal().orElse("");
        ChatCompletion.Choice.FinishReason finish =
                choice._finishReason().asKnown().orElse(ChatCompletion.Choice.FinishReason.STOP);
        if (!refusal.isBlank()) {
            throw errors.error(Reason.LlmDeclined, "declined to answer: " + Untrusted.line(refusal, 300));
        }
        if (finish.equals(ChatCompletion.Choice.FinishReason.CONTENT_FILTER)) {
            throw errors.error(Reason.LlmDeclined, "declined to answer: its content filter stopped it.");
        }
        if (finish.equals(ChatCompletion.Choice.FinishReason.LENGTH)) {
            throw errors.error(
                    Reason.LlmBadAnswer,
                    "was cut off in the middle of its answer: its limit on tokens is" + " too low for this schema.");
        }
        String content = choice.message().content().orElse("");
        if (content.isBlank()) {
            throw errors.error(Reason.LlmBadAnswer, "gave an empty answer.");
        }
        return Reply.parse(content).completion(usage(settings, completion));
    }

    private static Usage usage(LlmSettings settings, ChatCompletion completion) {
        String model = completion._model().asString().filter(m -> !m.isBlank()).orElse(settings.model());
        return completion
                .usage()
                .map(u -> new Usage(model, u.promptTokens(), u.completionTokens()))
                .orElse(new Usage(model, 0, 0));
    }

    @Override
    public void close() {
        client.close();
    }
}
