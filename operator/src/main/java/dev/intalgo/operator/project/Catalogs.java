package dev.intalgo.operator.project;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.dbt.ProjectFile;
import dev.intalgo.operator.dbt.SourceRules;
import dev.intalgo.operator.dbt.SourcesYaml;
import dev.intalgo.operator.git.Snapshot;
import dev.intalgo.operator.kube.Hashes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Catalogs as a project's people see them: with what the sources' YAML in Git says of the tables. It takes a second to
 * read for 10,000 tables, and is kept by the commit and by what the files say, as most commits change other files.
 */
@ApplicationScoped
public class Catalogs {
    /** The keys by which adapters name the database that names without one mean. */
    private static final List<String> DATABASE = List.of("dbname", "database", "catalog", "project");

    private final Cache<List<String>, Catalog> byCommit = cache();
    private final Cache<List<String>, Catalog> byContent = cache();

    /** What was merged without a change: by what the files say, the catalog and the rules. */
    private final Cache<List<String>, Boolean> merged =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private static Cache<List<String>, Catalog> cache() {
        return Caffeine.newBuilder().maximumSize(32).softValues().build();
    }

    /** A catalog seen from the connection's own database, of several that it may reach. */
    public static Catalog seen(Catalog catalog, Connection connection) {
        var settings = connection.getSpec().settings();
        return DATABASE.stream()
                .filter(settings::containsKey)
                .findFirst()
                .map(key -> catalog.seenFrom(settings.get(key)))
                .orElse(catalog);
    }

    /**
     * The catalog with people's descriptions and keys over the database's, and with the keys that are inferred.
     *
     * @param hash the catalog's hash
     */
    public Catalog known(Catalog catalog, String hash, Snapshot snapshot) {
        var commit = List.of(hash, catalog.home(), String.valueOf(snapshot.commit()));
        var known = byCommit.getIfPresent(commit);
        if (known == null) {
            known = byContent.get(
                    content(catalog, hash, snapshot.files()), k -> SourcesYaml.known(catalog, snapshot.files()));
            byCommit.put(commit, known);
        }
        return known;
    }

    /** As {@link SourcesYaml#merge}; that nothing changes is told without a merge where it was found before. */
    Map<String, String> merge(Catalog catalog, String hash, Map<String, String> files, SourceRules rules) {
        List<String> key = new ArrayList<>(content(catalog, hash, files));
        key.add(rules.toString());
        if (merged.getIfPresent(key) != null) {
            return Map.of();
        }
        var changed = SourcesYaml.merge(catalog, files, rules);
        if (changed.isEmpty()) {
            merged.put(key, true);
        }
        return changed;
    }

    private static List<String> content(Catalog catalog, String hash, Map<String, String> files) {
        List<String> texts = new ArrayList<>(List.of(files.getOrDefault(ProjectFile.PATH, "")));
        new TreeMap<>(files).forEach((path, text) -> {
            if (SourcesYaml.isSources(path, text, files)) {
                texts.add(path);
                texts.add(text);
            }
        });
        return List.of(hash, catalog.home(), Hashes.of(texts));
    }
}
