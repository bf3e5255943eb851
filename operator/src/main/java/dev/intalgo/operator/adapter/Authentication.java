package dev.intalgo.operator.adapter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds which of an adapter's methods of authentication a profile's keys are for, and what is wrong with them. */
final class Authentication {
    private final Adapter adapter;
    private final Map<String, String> settings;
    private final Set<String> given;
    /** The keys that belong to some methods and not to all. */
    private final Set<String> own;

    private final List<Method> candidates;

    Authentication(Adapter adapter, Map<String, String> settings, Set<String> credentialKeys) {
        this.adapter = adapter;
        this.settings = settings;
        given = new LinkedHashSet<>(adapter.settings().keySet());
        given.removeIf(key -> !settings.containsKey(key) && !credentialKeys.contains(key));
        own = adapter.methods().values().stream()
                .flatMap(m -> m.keys().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        candidates = adapter.methods().values().stream()
                .filter(this::fixedValuesHold)
                .toList();
    }

    /** The method whose keys are all there, and no other's; of several the one that asks for the most. */
    Optional<Method> method() {
        return candidates.stream()
                .filter(m -> missing(m).isEmpty() && strangers(m).isEmpty())
                .max(Comparator.comparingInt((Method m) -> m.needs().size())
                        .thenComparing(Comparator.comparingInt(this::place).reversed()));
    }

    /** What to change, each as a sentence; empty where there is a {@link #method}. */
    List<String> problems() {
        if (method().isPresent() || adapter.methods().isEmpty()) {
            return List.of();
        }
        Optional<Method> meant = meant();
        if (meant.isEmpty()) {
            return List.of("no authentication is given: use " + choices());
        }
        List<String> problems = new ArrayList<>();
        missing(meant.get()).forEach(key -> problems.add(missing(key, meant.get())));
        strangers(meant.get())
                .forEach(key -> problems.add("`%s` does not go with authentication by %s: keep the keys of one of %s"
                        .formatted(key, meant.get().title(), choices())));
        return problems;
    }

    private Optional<Method> meant() {
        if (candidates.size() == 1) {
            return Optional.of(candidates.getFirst());
        }
        return candidates.stream()
                .filter(m -> known(m) > 0)
                .max(Comparator.comparingInt(this::known)
                        .thenComparing(
                                Comparator.comparingInt((Method m) -> missing(m).size())
                                        .reversed())
                        .thenComparing(Comparator.comparingInt(this::place).reversed()));
    }

    private boolean fixedValuesHold(Method method) {
        boolean hold = method.fixed().entrySet().stream()
                .allMatch(f -> !given.contains(f.getKey()) || f.getValue().equals(settings.get(f.getKey())));
        return hold && (!method.explicit() || method.fixed().keySet().stream().anyMatch(given::contains));
    }

    private int place(Method method) {
        return List.copyOf(adapter.methods().values()).indexOf(method);
    }

    private int known(Method method) {
        return (int) method.keys().stream().filter(given::contains).count();
    }

    private List<String> missing(Method method) {
        return method.needs().stream().filter(key -> !given.contains(key)).toList();
    }

    private List<String> strangers(Method method) {
        return given.stream()
                .filter(key -> own.contains(key) && !method.keys().contains(key))
                .toList();
    }

    private String missing(String key, Method method) {
        Setting setting = adapter.settings().get(key);
        String sentence = "`%s.%s` is missing: %s".formatted(setting.field(), key, setting.help());
        return adapter.methods().size() == 1 ? sentence : sentence + ", for authentication by " + method.title();
    }

    private String choices() {
        return adapter.methods().values().stream()
                .map(m -> "%s (%s)".formatted(m.title(), String.join(", ", keysToGive(m))))
                .collect(Collectors.joining("; "));
    }

    private static Set<String> keysToGive(Method method) {
        Set<String> keys = new LinkedHashSet<>();
        if (method.explicit()) {
            method.fixed().forEach((key, value) -> keys.add(key + ": " + value));
        }
        keys.addAll(method.needs());
        return keys;
    }
}
