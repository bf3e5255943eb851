package dev.intalgo.operator.adapter;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The kinds of database that Intalgo knows: one descriptor file each. */
public final class Adapters {
    private final Map<String, Adapter> byName;

    private Adapters(Map<String, Adapter> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** Reads all descriptors; one that is wrong is a mistake in the program, and throws. */
    public static Adapters load() {
        YAMLMapper yaml = YAMLMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .build();
        Map<String, Adapter> found = new TreeMap<>();
        // A class path cannot be listed everywhere (a jar, a native image), so one file names the others.
        for (String name : read(yaml, "index", String[].class)) {
            found.put(name, read(yaml, name, Adapter.class));
        }
        return new Adapters(found);
    }

    /** The adapter that dbt calls so. */
    public Optional<Adapter> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The adapter that somebody meant who mistyped its name. */
    public Optional<String> nearest(String name) {
        return Nearest.to(name, byName.keySet());
    }

    /** The adapter that dbt calls so; of one without a descriptor no more is known than that it speaks SQL. */
    public Adapter orUnknown(String name) {
        return find(name)
                .orElseGet(() -> new Adapter(
                        name, name, "ANSI_SQL", List.of(), Map.of(), Map.of(), null, null, null, null, null));
    }

    /** The names of all adapters, in alphabetical order. */
    public Set<String> names() {
        return byName.keySet();
    }

    private static <T> T read(YAMLMapper yaml, String name, Class<T> type) {
        String path = "/adapters/" + name + ".yaml";
        try (InputStream in = Adapters.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return yaml.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
