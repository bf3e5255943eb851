package dev.intalgo.operator.answer;

import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A request to an LLM, in the form that its endpoint understands. */
final class Request {
    private Request() {}

    /** How the JSON of the answer is asked for besides the prompt, which always asks for it. */
    enum Structure {
        SCHEMA,
        OBJECT,
        NONE
    }

    /**
     * @param oldLimit       whether the limit on tokens has the name that it had before there were thoughts to count
     * @param anyTemperature whether the temperature may be set
     */
    record Format(Structure structure, boolean oldLimit, boolean anyTemperature) {
        static final Format BEST = new Format(Structure.SCHEMA, false, true);

        /** What to try where an endpoint has refused this form with these words; empty if they are about something else. */
        Optional<Format> simpler(String refusal) {
            String said = refusal.toLowerCase(Locale.ROOT);
            if (!oldLimit && said.contains("max_completion_tokens")) {
                return Optional.of(new Format(structure, true, anyTemperature));
            }
            if (anyTemperature && said.contains("temperature")) {
                return Optional.of(new Format(structure, oldLimit, false));
            }
            boolean aboutStructure = Stream.of("response_format", "json_schema", "json_object", "structured", "grammar")
                    .anyMatch(said::contains);
            return aboutStructure && structure != Structure.NONE
                    ? Optional.of(new Format(Structure.values()[structure.ordinal() + 1], oldLimit, anyTemperature))
                    : Optional.empty();
        }
    }

    static ChatCompletionCreateParams of(LlmSettings settings, Prompt prompt, List<Attempt> earlier, Format format) {
        ChatCompletionCreateParams.Builder chat =
                ChatCompletionCreateParams.builder().model(settings.model());
        Prompts.addTo(chat, prompt, earlier);
        if (settings.temperature() != null && format.anyTemperature()) {
            chat.temperature(settings.temperature());
        }
        if (settings.maxTokens() != null && format.oldLimit()) {
            chat.maxTokens(settings.maxTokens());
        } else if (settings.maxTokens() != null) {
            chat.maxCompletionTokens(settings.maxTokens());
        }
        return switch (format.structure()) {
            case SCHEMA -> withSchema(chat);
            case OBJECT ->
                chat.responseFormat(ResponseFormatJsonObject.builder().build()).build();
            case NONE -> chat.build();
        };
    }

    private static ChatCompletionCreateParams withSchema(ChatCompletionCreateParams.Builder chat) {
        ChatCompletionCreateParams asked =
                chat.responseFormat(Reply.class).build().rawParams();
        var schema = asked.responseFormat().orElseThrow().asJsonSchema();
        return asked.toBuilder().responseFormat(ReplySchema.inOrder(schema)).build();
    }
}
