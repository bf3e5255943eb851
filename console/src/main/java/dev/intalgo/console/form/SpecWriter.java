package dev.intalgo.console.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.intalgo.api.v1alpha1.Durations;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a {@code spec} of what a form sent: what the form does not ask for stays as it was. */
public final class SpecWriter {
    private static final ObjectMapper JSON = Serialization.jsonMapper();

    private final ObjectNode spec;
    private final Values values;
    private final NewSecrets secrets;
    private final List<String> problems = new ArrayList<>();

    /** @param secrets where what is secret goes */
    public SpecWriter(Values values, NewSecrets secrets) {
        this.spec = values.spec().deepCopy();
        this.values = values;
        this.secrets = secrets;
    }

    /** Takes parts out, to be written anew. */
    public SpecWriter without(String... parts) {
        spec.remove(List.of(parts));
        return this;
    }

    /** Writes a text; takes away what was there where it is empty. */
    public SpecWriter set(String path, String text) {
        put(path, text.isEmpty() ? null : TextNode.valueOf(text));
        return this;
    }

    /** Writes a list; takes away what was there where it is empty. */
    public SpecWriter set(String path, List<String> texts) {
        put(path, texts.isEmpty() ? null : JSON.valueToTree(texts));
        return this;
    }

    /** Sees that a part is there, were it only as one that says nothing. */
    public SpecWriter part(String path) {
        object(path);
        return this;
    }

    /** Takes over what was written into the fields. */
    public SpecWriter write(List<Field> fields) {
        fields.stream().filter(field -> field.kind() == Field.Kind.CHOICE).forEach(this::choose);
        fields.forEach(this::write);
        prune(spec);
        fields.stream()
                .filter(field ->
                        field.kind() == Field.Kind.CHOICE && !field.value().isEmpty())
                .forEach(field -> object(field.path() + "." + field.value()));
        return this;
    }

    /** What to change, each as a sentence. */
    public List<String> problems() {
        return problems;
    }

    /** Empty where something is wrong, and then {@link #problems} says what. */
    public <T> Optional<T> to(Class<T> type) {
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.convertValue(spec, type));
        } catch (IllegalArgumentException e) {
            problems.add("What is written as YAML has not the form that it needs there: docs/reference/api.md has it.");
            return Optional.empty();
        }
    }

    private void choose(Field choice) {
        if (node(choice.path()) instanceof ObjectNode part) {
            choice.options().stream()
                    .map(Field.Option::value)
                    .filter(option -> !option.equals(choice.value()))
                    .forEach(part::remove);
        }
    }

    private void write(Field field) {
        switch (field.kind()) {
            case CHOICE, FIXED -> {}
            case SECRET, SECRET_AREA -> writeSecret(field);
            default -> {
                var text = values.sent(field.path());
                if (field.required() && text.isEmpty()) {
                    problems.add("%s: write this, it is needed.".formatted(field.label()));
                }
                put(field.path(), node(field, text));
            }
        }
    }

    private void writeSecret(Field field) {
        var sent = values.sent(field.path());
        var named = values.named(field.path());
        SecretKeyRef ref = field.secret().kept();
        if (field.secret().byName() && named != null) {
            ref = named;
        } else if (!field.secret().byName() && !sent.isEmpty()) {
            ref = secrets.put(field.path(), field.kind() == Field.Kind.SECRET_AREA ? sent + "\n" : sent);
        }
        if (ref == null && field.required()) {
            problems.add("%s: write this, it is needed.".formatted(field.label()));
        }
        var bare = ref == null ? null : JSON.<ObjectNode>valueToTree(ref);
        put(
                field.path(),
                bare == null || field.path().endsWith("secretKeyRef")
                        ? bare
                        : JsonNodeFactory.instance.objectNode().set("secretKeyRef", bare));
    }

    /** Null for nothing. */
    private JsonNode node(Field field, String text) {
        if (field.kind() == Field.Kind.CHECK) {
            var checked = "true".equals(text);
            // What is not there says no already; a part that is not there would come into being by it.
            return checked || !values.at(field.path()).isMissingNode() ? BooleanNode.valueOf(checked) : null;
        }
        if (text.isEmpty()) {
            return null;
        }
        return switch (field.kind()) {
            case NUMBER -> number(field, text);
            case LINES -> lines(text);
            case DURATION -> duration(field, text);
            case YAML -> yaml(field, text);
            default -> TextNode.valueOf(text.replace("\r\n", "\n"));
        };
    }

    private JsonNode number(Field field, String text) {
        try {
            var number = new BigDecimal(text);
            return number.stripTrailingZeros().scale() <= 0
                    ? LongNode.valueOf(number.longValueExact())
                    : DecimalNode.valueOf(number);
        } catch (ArithmeticException | NumberFormatException e) {
            problems.add("%s: write a number.".formatted(field.label()));
            return null;
        }
    }

    private static ArrayNode lines(String text) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        if (!text.equals(Values.EMPTY_LIST)) {
            text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
        }
        return lines;
    }

    private JsonNode duration(Field field, String text) {
        if (!text.matches(Durations.PATTERN)) {
            problems.add("%s: write a number and s, m or h, such as 30m or 2h.".formatted(field.label()));
        }
        return TextNode.valueOf(text);
    }

    private JsonNode yaml(Field field, String text) {
        try {
            return JSON.valueToTree(YamlText.parse(text));
        } catch (YamlText.Invalid e) {
            problems.add("%s: %s".formatted(field.label(), e.getMessage()));
            return null;
        }
    }

    private static String pointer(String path) {
        return "/" + path.replace('.', '/');
    }

    private ObjectNode node(String path) {
        return spec.at(pointer(path)) instanceof ObjectNode object ? object : null;
    }

    private ObjectNode object(String path) {
        return spec.withObject(pointer(path));
    }

    private void put(String path, JsonNode value) {
        int dot = path.lastIndexOf('.');
        var parent = dot < 0 ? spec : value == null ? node(path.substring(0, dot)) : object(path.substring(0, dot));
        if (parent != null && value == null) {
            parent.remove(path.substring(dot + 1));
        } else if (parent != null) {
            parent.set(path.substring(dot + 1), value);
        }
    }

    private static void prune(ObjectNode node) {
        List<String> empty = new ArrayList<>();
        node.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode below) {
                prune(below);
            }
            if (field.getValue().isObject() && field.getValue().isEmpty()) {
                empty.add(field.getKey());
            }
        });
        node.remove(empty);
    }
}
