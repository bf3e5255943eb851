package dev.intalgo.console.settings;

import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.Field.Kind;
import dev.intalgo.console.form.Field.Option;
import dev.intalgo.console.form.Values;
import dev.intalgo.people.AdapterForm;
import dev.intalgo.people.AdapterForm.Method;
import dev.intalgo.people.AdapterForm.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What to ask for to reach one kind of database by one way to sign in. */
record AdapterFields(AdapterForm adapter, Optional<Method> method, Values values) {
    static final String SETTINGS = "settings.";
    static final String CREDENTIALS = "credentials.";

    /** By the method that was chosen, or that is in use. */
    static AdapterFields of(AdapterForm adapter, Values values) {
        var chosen = values.sent("method");
        var method = adapter.methods().stream()
                .filter(m -> m.name().equals(chosen))
                .findFirst()
                .or(() -> inUse(adapter, values))
                .or(() -> adapter.methods().stream().findFirst());
        return new AdapterFields(adapter, method, values);
    }

    private static Optional<Method> inUse(AdapterForm adapter, Values values) {
        return adapter.methods().stream()
                .filter(m -> m.needs().stream().allMatch(key -> given(key, values)))
                .filter(m -> fixed(m).entrySet().stream()
                        .allMatch(f -> text(f.getKey(), values).equals(f.getValue())
                                || !m.explicit() && !given(f.getKey(), values)))
                .max(Comparator.comparingInt(m -> m.needs().size()));
    }

    private static String text(String key, Values values) {
        return values.at(SETTINGS + key).asText("");
    }

    private static boolean given(String key, Values values) {
        return values.at(SETTINGS + key).isValueNode()
                || values.at(CREDENTIALS + key).isObject();
    }

    private static Map<String, String> fixed(Method method) {
        Map<String, String> fixed = new TreeMap<>();
        method.fixed().forEach(pair -> {
            int equals = pair.indexOf('=');
            fixed.put(pair.substring(0, equals), pair.substring(equals + 1));
        });
        return fixed;
    }

    /** What has to be in the settings besides what is asked for, so that the method is known. */
    Map<String, String> fixed() {
        return method.filter(Method::explicit).map(AdapterFields::fixed).orElse(Map.of());
    }

    /** Which way to sign in, where there are several. */
    Optional<Field> choice() {
        return adapter.methods().size() < 2
                ? Optional.empty()
                : Optional.of(Field.of(
                                Kind.CHOICE,
                                "method",
                                "How to sign in to it",
                                method.orElseThrow().name())
                        .with(adapter.methods().stream()
                                .map(m -> new Option(m.name(), m.title()))
                                .toList()));
    }

    List<Field> fields() {
        Set<String> others = new HashSet<>();
        adapter.methods().forEach(m -> others.addAll(keys(m)));
        method.ifPresent(m -> others.removeAll(keys(m)));
        method.ifPresent(m -> others.addAll(fixed(m).keySet()));
        List<Field> fields = new ArrayList<>();
        adapter.settings().stream()
                .filter(setting -> !others.contains(setting.key()))
                .forEach(setting -> fields.add(field(setting)));
        return fields;
    }

    private static Set<String> keys(Method method) {
        Set<String> keys = new HashSet<>(method.needs());
        keys.addAll(method.optional());
        keys.addAll(fixed(method).keySet());
        return keys;
    }

    private Field field(Setting setting) {
        var label =
                Character.toUpperCase(setting.help().charAt(0)) + setting.help().substring(1);
        boolean needed = setting.required()
                || method.filter(m -> m.needs().contains(setting.key())).isPresent();
        var example = setting.example().isEmpty() ? setting.defaultValue() : setting.example();
        var path = path(setting);
        if (path.startsWith(CREDENTIALS)) {
            return Field.of(setting.file() ? Kind.SECRET_AREA : Kind.SECRET, path, label, "")
                    .with(values.secret(path))
                    .with(setting.key(), file(setting), "", needed);
        }
        var kind = kind(setting);
        return Field.of(kind, path, label, values.text(path, kind))
                .with(kind == Kind.SELECT ? options(setting, needed) : List.of())
                .with(
                        setting.key(),
                        "",
                        kind == Kind.SELECT ? "" : example,
                        needed && setting.defaultValue().isEmpty());
    }

    private static String file(Setting setting) {
        return setting.file() ? "Paste what is in the file." : "";
    }

    /** From a Secret comes what is secret, what is a file, and what comes from one already. */
    private String path(Setting setting) {
        boolean inSettings = values.at(SETTINGS + setting.key()).isValueNode();
        boolean inSecret = values.at(CREDENTIALS + setting.key()).isObject();
        return inSecret || setting.secret() || setting.file() && !inSettings
                ? CREDENTIALS + setting.key()
                : SETTINGS + setting.key();
    }

    private static Kind kind(Setting setting) {
        if (!setting.allowed().isEmpty()) {
            return Kind.SELECT;
        }
        return switch (setting.type()) {
            case "boolean" -> Kind.SELECT;
            case "integer", "number" -> Kind.NUMBER;
            default -> Kind.TEXT;
        };
    }

    private static List<Option> options(Setting setting, boolean needed) {
        List<Option> options = new ArrayList<>();
        if (!needed) {
            options.add(new Option(
                    "", setting.defaultValue().isEmpty() ? "not given" : "as usual: " + setting.defaultValue()));
        }
        var allowed = setting.allowed().isEmpty() ? List.of("true", "false") : setting.allowed();
        allowed.forEach(value -> options.add(new Option(value, value)));
        return options;
    }
}
