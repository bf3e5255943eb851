package dev.intalgo.operator.retrieval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.sql.ModelInfo;
import java.time.Duration;
import java.util.List;

/** Keeps what takes time to make: the index of a catalog, and over it that of a project's models. */
public final class Retrievals {
    private static final int CATALOGS = 4;
    private static final int PROJECTS = 16;
    private static final Duration UNUSED = Duration.ofMinutes(30);

    private final Cache<TablesKey, IndexedTables> tables = cache(CATALOGS);
    private final Cache<Key, Retrieval> retrievals = cache(PROJECTS);

    private record TablesKey(String catalogHash, String home, SampleValues values, String adapter) {}

    private record Key(TablesKey tables, List<ModelInfo> models, List<Earlier> earlier) {}

    /** As {@link Retrieval#of}. */
    public Retrieval of(
            Catalog catalog, SampleValues values, List<ModelInfo> models, List<Earlier> earlier, String adapter) {
        TablesKey key = new TablesKey(catalog.hash(), catalog.home(), values, adapter);
        // Not one within the other: a cache must not wait for itself.
        IndexedTables indexed = tables.get(key, k -> IndexedTables.of(catalog, values, adapter));
        return retrievals.get(new Key(key, models, earlier), k -> Retrieval.of(indexed, models, earlier));
    }

    private static <K, V> Cache<K, V> cache(int most) {
        return Caffeine.newBuilder().maximumSize(most).expireAfterAccess(UNUSED).build();
    }
}
