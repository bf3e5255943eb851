package dev.intalgo.console.form;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.intalgo.api.v1alpha1.Durations;
import dev.intalgo.api.v1alpha1.ObjectRef;
import dev.intalgo.api.v1alpha1.SecretValue;
import dev.intalgo.console.form.Field.Kind;
import dev.intalgo.console.form.Field.Option;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of a {@code spec}, from the types that its schema is made from: all of it can be asked for, and is described. */
public final class SpecFields {
    /** Of these parts one may be there. */
    private static final Map<String, List<String>> CHOICES = Map.of(
            "repository", List.of("volume", "claim", "nfs", "remote"),
            "repository.remote.credentials", List.of("https", "ssh", "githubApp"),
            "repository.commits.signing", List.of("ssh", "gpg"));

    private static final Option NOT_GIVEN = new Option("", "not given");
    private static final List<Option> YES_NO = List.of(NOT_GIVEN, new Option("true", "yes"), new Option("false", "no"));

    private static final Set<String> SEVERAL_LINES = Set.of("key", "privateKey", "knownHosts", "message");
    /** A text that may be longer is one of several lines. */
    private static final int LONGEST_LINE = 4000;

    private final Values values;
    private final Set<String> leftOut;
    private final String needed;

    private SpecFields(Values values, Set<String> leftOut, String needed) {
        this.values = values;
        this.leftOut = leftOut;
        this.needed = needed;
    }

    /**
     * A group for each part, after one with the simple fields.
     *
     * @param leftOut paths of what is asked for elsewhere, or not at all
     */
    public static List<Group> of(Class<? extends Record> spec, Values values, Set<String> leftOut) {
        return of(spec, values, leftOut, "");
    }

    /**
     * As {@link #of(Class, Values, Set)}.
     *
     * @param needed the path of a part that there has to be, though the type says that it may be left out
     */
    public static List<Group> of(Class<? extends Record> spec, Values values, Set<String> leftOut, String needed) {
        var fields = new SpecFields(values, leftOut, needed);
        List<Field> simple = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        for (var component : spec.getRecordComponents()) {
            List<Field> here = new ArrayList<>();
            fields.add(component, component.getName(), true, here);
            if (component.getType().isRecord() && component.getType() != ObjectRef.class && !here.isEmpty()) {
                groups.add(new Group(Labels.of(component.getName()), help(component, component.getName()), here));
            } else {
                simple.addAll(here);
            }
        }
        groups.addFirst(new Group("General", "", simple));
        return groups;
    }

    private void add(RecordComponent component, String path, boolean mandatory, List<Field> into) {
        var type = component.getType();
        if (leftOut.contains(path)) {
            return;
        }
        if (type == SecretValue.class) {
            into.add(described(secret(component, path), component, mandatory));
        } else if (type == ObjectRef.class) {
            into.add(reference(component, path, mandatory));
        } else if (type.isRecord()) {
            addParts(component, path, mandatory && isThere(component, path), into);
        } else {
            into.add(described(simple(component, path, mandatory), component, mandatory));
        }
    }

    private boolean isThere(RecordComponent component, String path) {
        return has(component, Required.class) || has(component, Default.class) || path.equals(needed);
    }

    private Field reference(RecordComponent component, String path, boolean mandatory) {
        var name = path + ".name";
        var field = isFixed(component)
                ? Field.of(Kind.FIXED, path, Labels.of(path), values.at(name).asText())
                : Field.of(Kind.TEXT, name, Labels.of(path), values.text(name, Kind.TEXT));
        return field.with("", help(component, path), "", mandatory && has(component, Required.class));
    }

    private static boolean isFixed(RecordComponent component) {
        return Arrays.stream(component.getAccessor().getAnnotationsByType(ValidationRule.class))
                .anyMatch(rule -> rule.value().equals("self == oldSelf"));
    }

    private void addParts(RecordComponent component, String path, boolean mandatory, List<Field> into) {
        List<String> options = CHOICES.getOrDefault(path, List.of());
        var chosen = "";
        if (!options.isEmpty()) {
            chosen = values.choice(path, options, mandatory ? options.getFirst() : "");
            into.add(choice(path, options, chosen, mandatory));
        }
        for (var part : component.getType().getRecordComponents()) {
            boolean option = options.contains(part.getName());
            if (!option || part.getName().equals(chosen)) {
                if (option && part.getType().isRecord() && part.getType() != SecretValue.class) {
                    addParts(part, path + "." + part.getName(), true, into);
                } else {
                    add(part, path + "." + part.getName(), mandatory, into);
                }
            }
        }
    }

    private static Field choice(String path, List<String> options, String chosen, boolean mandatory) {
        List<Option> all = new ArrayList<>();
        if (!mandatory) {
            all.add(new Option("", "none"));
        }
        options.forEach(option -> all.add(new Option(option, Labels.option(path + "." + option))));
        return Field.of(Kind.CHOICE, path, Labels.choice(path), chosen).with(all);
    }

    private Field secret(RecordComponent component, String path) {
        var kind = SEVERAL_LINES.contains(component.getName()) ? Kind.SECRET_AREA : Kind.SECRET;
        return Field.of(kind, path, Labels.of(path), "").with(values.secret(path));
    }

    private Field simple(RecordComponent component, String path, boolean mandatory) {
        var type = component.getType();
        var kind = kind(component);
        var field = Field.of(kind, path, Labels.of(path), values.text(path, kind));
        if (type.isEnum()) {
            return field.with(options(component, path, mandatory));
        }
        return type == Boolean.class && kind == Kind.SELECT ? field.with(YES_NO) : field;
    }

    private static Kind kind(RecordComponent component) {
        var type = component.getType();
        if (type.isEnum()) {
            return Kind.SELECT;
        }
        if (type == Boolean.class) {
            return has(component, Default.class) ? Kind.CHECK : Kind.SELECT;
        }
        if (Number.class.isAssignableFrom(type)) {
            return Kind.NUMBER;
        }
        if (type == List.class) {
            var of = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            return of == String.class ? Kind.LINES : Kind.YAML;
        }
        if (type == Map.class) {
            return Kind.YAML;
        }
        if (annotation(component, Pattern.class)
                .filter(pattern -> pattern.value().equals(Durations.PATTERN))
                .isPresent()) {
            return Kind.DURATION;
        }
        return SEVERAL_LINES.contains(component.getName()) || longest(component) > LONGEST_LINE ? Kind.AREA : Kind.TEXT;
    }

    private static long longest(RecordComponent component) {
        return annotation(component, Size.class).map(Size::max).orElse(0L);
    }

    private static List<Option> options(RecordComponent component, String path, boolean mandatory) {
        List<Option> options = new ArrayList<>();
        if (!has(component, Default.class) && !(mandatory && has(component, Required.class))) {
            options.add(NOT_GIVEN);
        }
        Arrays.stream(component.getType().getFields())
                .filter(java.lang.reflect.Field::isEnumConstant)
                .map(constant -> constant.getAnnotation(JsonProperty.class).value())
                .forEach(value -> options.add(new Option(value, Labels.option(path + "." + value))));
        return options;
    }

    private static Field described(Field field, RecordComponent component, boolean mandatory) {
        var usual = annotation(component, Default.class).map(Default::value).orElse("");
        var example = field.kind() == Kind.CHECK || field.kind() == Kind.SELECT ? "" : usual;
        return field.with("", help(component, field.path()), example, mandatory && has(component, Required.class));
    }

    /** In plain words where somebody sees it at once; else as the API's reference says it. */
    private static String help(RecordComponent component, String path) {
        return Labels.help(path)
                .or(() -> annotation(component, JsonPropertyDescription.class).map(JsonPropertyDescription::value))
                .orElse("");
    }

    private static boolean has(RecordComponent component, Class<? extends Annotation> type) {
        return annotation(component, type).isPresent();
    }

    private static <A extends Annotation> Optional<A> annotation(RecordComponent component, Class<A> type) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(type));
    }
}
