package dev.intalgo.api.v1alpha1;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all kinds have in common. */
public final class Api {
    /** The API group. */
    public static final String GROUP = "intalgo.dev";
    /** The API version. */
    public static final String VERSION = "v1alpha1";
    /** The type of the condition that says whether an object is ready, and if not why. */
    public static final String READY = "Ready";

    static final String DBT_NAME = "^[a-z][a-z0-9_]{0,62}$";
    static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
    static final String READY_STATUS = ".status.conditions[?(@.type==\"Ready\")].status";
    static final String READY_REASON = ".status.conditions[?(@.type==\"Ready\")].reason";
    static final String READY_MESSAGE = ".status.conditions[?(@.type==\"Ready\")].message";
    static final String AGE = ".metadata.creationTimestamp";

    private Api() {}

    static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : Collections.unmodifiableList(list);
    }

    static <K, V> Map<K, V> copy(Map<K, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    static <T> T or(T value, T other) {
        return value == null ? other : value;
    }
}
