package dev.intalgo.operator.answer;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.intalgo.operator.answer.LlmException.Reason;
import java.util.List;
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

    /**
     * Asks for an answer.
     *
     * @param earlier answers to the same question that were not accepted, the oldest first
     * @throws LlmException where there is no usable answer
     */
    public Completion ask(LlmSettings settings, Prompt prompt, List<Attempt> earlier) throws LlmException {
        ChatCompletion completion = complete(settings, request(settings, prompt, earlier));
        try {
            return read(settings, completion);
        } catch (LlmException e) {
            throw e.costing(usage(settings, completion));
        } catch (RuntimeException e) {
            throw new LlmErrors(settings).of(e);
        }
    }

    private static ChatCompletionCreateParams request(LlmSettings settings, Prompt prompt, List<Attempt> earlier) {
        ChatCompletionCreateParams.Builder chat =
                ChatCompletionCreateParams.builder().model(settings.model());
        Prompts.addTo(chat, prompt, earlier);
        ChatCompletionCreateParams asked =
                chat.responseFormat(Reply.class).build().rawParams();
        var format = asked.responseFormat().orElseThrow().asJsonSchema();
        return asked.toBuilder().responseFormat(ReplySchema.inOrder(format)).build();
    }

    /** In a thread of its own: the SDK's timeout is for each try, this one for all of them. */
    private ChatCompletion complete(LlmSettings settings, ChatCompletionCreateParams request) throws LlmException {
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
        return client.withOptions(options -> options.baseUrl(settings.endpoint())
                .apiKey(keyless ? NO_KEY : settings.apiKey().strip())
                .timeout(settings.timeout()));
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
