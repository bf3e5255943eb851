package dev.intalgo.operator.adapter;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Settings and credentials that a person could give.
 *
 * @param settings    by key
 * @param credentials values by key
 */
record Example(Map<String, String> settings, Map<String, String> credentials) {

    /** No more than a method of authentication needs. */
    static Example least(Adapter adapter, Method method) {
        Set<String> keys = required(adapter);
        keys.addAll(method.needs());
        return of(adapter, method, keys, method.explicit());
    }

    /** All that goes with a method of authentication. */
    static Example most(Adapter adapter, Method method) {
        Set<String> others = new LinkedHashSet<>();
        adapter.methods().values().forEach(m -> others.addAll(m.keys()));
        others.removeAll(method.keys());
        Set<String> keys = new LinkedHashSet<>(adapter.settings().keySet());
        keys.removeAll(others);
        return of(adapter, method, keys, true);
    }

    /** The keys that every profile has. */
    private static Set<String> required(Adapter adapter) {
        Set<String> keys = new LinkedHashSet<>();
        adapter.settings().forEach((key, setting) -> {
            if (setting.required()) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static Example of(Adapter adapter, Method method, Set<String> keys, boolean fixed) {
        Example example = new Example(new LinkedHashMap<>(), new LinkedHashMap<>());
        adapter.settings().forEach((key, setting) -> {
            if (method.fixed().containsKey(key)) {
                if (fixed && !setting.secret()) {
                    example.settings.put(key, method.fixed().get(key));
                }
            } else if (keys.contains(key)) {
                boolean secret = setting.secret() || setting.file();
                (secret ? example.credentials : example.settings).put(key, value(key, setting));
            }
        });
        return example;
    }

    private static String value(String key, Setting setting) {
        if (!setting.example().isEmpty()) {
            return setting.example();
        }
        if (!setting.defaultValue().isEmpty()) {
            return setting.defaultValue();
        }
        if (!setting.allowed().isEmpty()) {
            return setting.allowed().getLast();
        }
        return switch (setting.type()) {
            case INTEGER -> "10";
            case NUMBER -> "1.5";
            case BOOLEAN -> "true";
            case STRING, LIST, MAP -> "the " + key;
        };
    }
}
