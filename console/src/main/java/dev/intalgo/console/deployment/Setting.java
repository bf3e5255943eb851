package dev.intalgo.console.deployment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One thing that a platform wants to know, as its part of the CRD has it.
 *
 * @param label its name in words
 * @param help what it is
 * @param required whether it cannot be left out
 * @param usual what it is if nothing is said; empty where that is nothing
 * @param choices what it may be; empty for anything
 */
record Setting(String key, String label, String help, Type type, boolean required, String usual, List<String> choices) {
    enum Type {
        TEXT,
        NUMBER,
        YES_OR_NO,
        CHOICE,
        LIST
    }

    /** Those that are one value or a list of texts, the required ones first; what has parts is left to the manifest. */
    static List<Setting> of(Platform platform) {
        return Arrays.stream(platform.settings().getRecordComponents())
                .flatMap(component -> type(component).map(type -> of(component, type)).stream())
                .sorted((a, b) -> Boolean.compare(b.required(), a.required()))
                .toList();
    }

    private static Optional<Type> type(RecordComponent component) {
        var type = component.getType();
        if (type.isEnum()) {
            return Optional.of(Type.CHOICE);
        }
        if (type == Boolean.class) {
            return Optional.of(Type.YES_OR_NO);
        }
        if (Number.class.isAssignableFrom(type)) {
            return Optional.of(Type.NUMBER);
        }
        var texts = component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] == String.class;
        return type == String.class ? Optional.of(Type.TEXT) : texts ? Optional.of(Type.LIST) : Optional.empty();
    }

    private static Setting of(RecordComponent component, Type type) {
        var accessor = component.getAccessor();
        var usual = Optional.ofNullable(accessor.getAnnotation(Default.class))
                .map(Default::value)
                .map(value -> value.replaceAll("^\"(.*)\"$", "$1"))
                .orElse("");
        var help = Optional.ofNullable(accessor.getAnnotation(JsonPropertyDescription.class))
                .map(JsonPropertyDescription::value)
                .orElse("");
        return new Setting(
                component.getName(),
                words(component.getName()),
                help,
                type,
                accessor.isAnnotationPresent(Required.class),
                usual,
                type == Type.CHOICE ? choices(component.getType()) : List.of());
    }

    private static String words(String key) {
        var words = key.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static List<String> choices(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .toList();
    }

    public boolean isLong() {
        return type == Type.LIST;
    }

    public boolean isNumber() {
        return type == Type.NUMBER;
    }

    public boolean isChosen() {
        return type == Type.CHOICE;
    }

    public boolean isYesOrNo() {
        return type == Type.YES_OR_NO;
    }

    /** What a spec says, as the form shows it. */
    String shown(JsonNode settings) {
        var value = settings.path(key);
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining("\n"))
                : value.asText("");
    }

    /**
     * Puts what was written into a spec, or takes it away where nothing was.
     *
     * @return what is wrong with it; empty where nothing is
     */
    String put(ObjectNode settings, String written) {
        var text = written.strip();
        if (text.isEmpty()) {
            settings.remove(key);
            return required ? "%s is needed. %s".formatted(label, help) : "";
        }
        switch (type) {
            case YES_OR_NO -> settings.put(key, text.equals("true"));
            case TEXT, CHOICE -> settings.put(key, text);
            case LIST -> {
                var list = settings.putArray(key);
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(list::add);
            }
            case NUMBER -> {
                if (!text.matches("[0-9]{1,18}")) {
                    return "%s is a whole number, not \"%s\".".formatted(label, text);
                }
                settings.put(key, Long.parseLong(text));
            }
        }
        return "";
    }
}
