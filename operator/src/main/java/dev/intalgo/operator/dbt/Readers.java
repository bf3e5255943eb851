package dev.intalgo.operator.dbt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What would break in a dbt project without an answer. */
public final class Readers {
    private Readers() {}

    /** The files that change when an answer goes with the aliases of its earlier names: path, and text or null. */
    public static Map<String, String> without(Place place, Map<String, String> files) {
        Map<String, String> changed = new HashMap<>(AnswerFiles.remove(place.name(), place.mode(), files));
        if (place.mode() == Mode.MODEL) {
            Aliases.of(place.name(), files).forEach(alias -> changed.putAll(Aliases.remove(alias, files)));
        }
        return changed;
    }

    /** Those who read a model, or an alias of it, once it is gone: each by its name, or by its path where it is no model. */
    public static List<String> of(Place place, Map<String, String> files) {
        if (place.mode() == Mode.ANALYSIS) {
            return List.of();
        }
        Map<String, String> left = new HashMap<>(files);
        apply(without(place, files), left);
        List<String> names = new ArrayList<>(Aliases.of(place.name(), files));
        names.add(place.name());
        return names.stream()
                .flatMap(name -> Refs.readers(name, left).stream())
                .distinct()
                .sorted()
                .map(path -> named(path, files))
                .toList();
    }

    private static void apply(Map<String, String> changes, Map<String, String> files) {
        files.putAll(changes);
        files.values().removeIf(Objects::isNull);
    }

    private static String named(String path, Map<String, String> files) {
        return Place.of(path, files)
                .flatMap(reader -> AnswerFiles.read(reader.name(), reader.mode(), files))
                .map(answer -> answer.origin().object().isEmpty()
                        ? path
                        : path + " (Question \"" + answer.origin().object() + "\")")
                .orElse(path);
    }
}
