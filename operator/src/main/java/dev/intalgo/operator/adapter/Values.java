package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The values of settings: text that a person wrote, and what the profile has for it. */
final class Values {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private Values() {}

    /** What to change in the value of a setting, as a sentence; empty where it is right. */
    static Optional<String> problem(String key, Setting setting, String value) {
        if (!isA(setting.type(), value)) {
            return Optional.of(
                    "`settings.%s` must be %s".formatted(key, setting.type().words()));
        }
        if (Profiles.JINJA.matcher(value).find()) {
            return Optional.of("`settings.%s` must be plain text: templates are not rendered".formatted(key));
        }
        if (setting.required() && value.isBlank()) {
            return Optional.of("`settings.%s` is empty: %s".formatted(key, setting.help()));
        }
        if (setting.file() && !value.startsWith("/")) {
            return Optional.of(("`settings.%s` must be the path of a file, and so start with /; to have the file's"
                            + " content from a Secret, put `%s` under credentials")
                    .formatted(key, key));
        }
        if (!setting.allowed().isEmpty() && !setting.allowed().contains(value)) {
            return Optional.of("`settings.%s` must be one of %s".formatted(key, String.join(", ", setting.allowed())));
        }
        return Optional.empty();
    }

    /** What the profile has for a text that has no {@link #problem}. */
    static Object parse(Setting.Type type, String text) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> Long.valueOf(text);
            case NUMBER -> new BigDecimal(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case LIST -> List.of(COMMA.split(text.strip()));
            case MAP -> map(text).orElseThrow();
        };
    }

    private static boolean isA(Setting.Type type, String value) {
        return switch (type) {
            case STRING -> true;
            case INTEGER -> WHOLE_NUMBER.matcher(value).matches();
            case NUMBER -> NUMBER.matcher(value).matches();
            case BOOLEAN -> value.equals("true") || value.equals("false");
            case LIST ->
                !value.isBlank()
                        && List.of(COMMA.split(value.strip(), -1)).stream().noneMatch(String::isBlank);
            case MAP -> map(value).isPresent();
        };
    }

    private static Optional<Map<String, Object>> map(String text) {
        try {
            // Null for the text "null".
            return Optional.ofNullable(JSON.readValue(text, new TypeReference<Map<String, Object>>() {}));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
