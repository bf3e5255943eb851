package dev.intalgo.operator.dbt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The models and analyses that read the tables of dbt sources. */
public final class SourceReaders {
    private static final String STRING = "(?:'([^'\\\\]+)'|\"([^\"\\\\]+)\")";
    /** A call, or a comment, which hides what looks like one. */
    private static final Pattern CALL =
            Pattern.compile("(?s)\\{#.*?#\\}|\\bsource\\s*\\(\\s*" + STRING + "\\s*,\\s*" + STRING + "\\s*\\)");

    /** By the files themselves: a commit's are the same object for all who look at it. */
    private static final Cache<Map<String, String>, Map<List<String>, Set<Place>>> KNOWN =
            Caffeine.newBuilder().weakKeys().maximumSize(100).build();

    /**
     * One that reads a table.
     *
     * @param question the object's name of the Question that it answers; empty where a person wrote it
     */
    public record Reader(Place place, String question) {}

    private SourceReaders() {}

    /** Those of a table, by name. */
    public static List<Reader> of(String source, String table, Map<String, String> files) {
        return KNOWN.get(files, SourceReaders::read).getOrDefault(List.of(source, table), Set.of()).stream()
                .map(place -> new Reader(
                        place,
                        AnswerFiles.read(place.name(), place.mode(), files)
                                .map(answer -> answer.origin().object())
                                .orElse("")))
                .toList();
    }

    private static Map<List<String>, Set<Place>> read(Map<String, String> files) {
        Map<List<String>, Set<Place>> found = new HashMap<>();
        new TreeMap<>(files)
                .forEach((path, text) -> Place.of(path, files).ifPresent(place -> {
                    Matcher call = CALL.matcher(text);
                    while (call.find()) {
                        if (!call.group().startsWith("{#")) {
                            var read = List.of(either(call, 1), either(call, 3));
                            found.computeIfAbsent(read, r -> new LinkedHashSet<>())
                                    .add(place);
                        }
                    }
                }));
        return found;
    }

    private static String either(Matcher call, int group) {
        return call.group(group) == null ? call.group(group + 1) : call.group(group);
    }
}
