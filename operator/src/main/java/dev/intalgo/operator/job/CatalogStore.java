package dev.intalgo.operator.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.intalgo.operator.catalog.Catalog;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps catalogs in the cluster, each in as many immutable ConfigMaps as it needs. A catalog is named by its hash, so
 * that what is there never has to be written or read twice.
 */
@ApplicationScoped
public class CatalogStore {
    /** The label that holds the catalog's hash. */
    public static final String CATALOG = "intalgo.dev/catalog";

    private static final String CHUNKS = "intalgo.dev/chunks";
    private static final String KEY = "catalog.json.gz";
    /** An object may have 1 MiB. */
    static final int CHUNK_BYTES = 800 << 10;

    private final KubernetesClient client;
    private final int chunkBytes;
    private final Cache<List<String>, Catalog> read =
            Caffeine.newBuilder().maximumSize(32).softValues().build();

    @jakarta.inject.Inject
    CatalogStore(KubernetesClient client) {
        this(client, CHUNK_BYTES);
    }

    CatalogStore(KubernetesClient client, int chunkBytes) {
        this.client = client;
        this.chunkBytes = chunkBytes;
    }

    /**
     * Writes a catalog, if it is not there already.
     *
     * @param connection the owner, as the cluster has it
     * @return the catalog's hash
     */
    public String write(HasMetadata connection, Catalog catalog) {
        String hash = catalog.hash();
        chunks(connection, hash, catalog.toGzip()).forEach(this::create);
        return hash;
    }

    private List<ConfigMap> chunks(HasMetadata connection, String hash, byte[] content) {
        int count = Math.ceilDiv(content.length, chunkBytes);
        List<ConfigMap> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] chunk = Arrays.copyOfRange(content, i * chunkBytes, Math.min(content.length, (i + 1) * chunkBytes));
            String name = Names.suffixed(connection.getMetadata().getName(), "-catalog-" + hash + "-" + i, 253);
            chunks.add(new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(connection.getMetadata().getNamespace())
                    .withName(name)
                    .withLabels(Names.labels(connection))
                    .addToLabels(CATALOG, hash)
                    .addToLabels(
                            Tasks.CONNECTION,
                            Names.label(connection.getMetadata().getName()))
                    .addToAnnotations(CHUNKS, String.valueOf(count))
                    .withOwnerReferences(Tasks.owner(connection))
                    .endMetadata()
                    .withImmutable(true)
                    .withBinaryData(Map.of(KEY, Base64.getEncoder().encodeToString(chunk)))
                    .build());
        }
        return chunks;
    }

    private void create(ConfigMap chunk) {
        try {
            client.resource(chunk).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            ConfigMap there = client.resource(chunk).get();
            if (there == null
                    || !there.getMetadata()
                            .getOwnerReferences()
                            .equals(chunk.getMetadata().getOwnerReferences())
                    || !chunk.getBinaryData().equals(there.getBinaryData())) {
                // Of an earlier Connection of this name, with which it would go.
                client.resource(chunk).delete();
                client.resource(chunk).create();
            }
        }
    }

    /** A catalog by its hash; empty where it, or a part of it, is not there. */
    public Optional<Catalog> read(String namespace, String connection, String hash) {
        List<String> key = List.of(namespace, connection, hash);
        Catalog known = read.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Catalog> found = fetch(namespace, connection, hash);
        found.ifPresent(catalog -> read.put(key, catalog));
        return found;
    }

    private Optional<Catalog> fetch(String namespace, String connection, String hash) {
        Map<String, ConfigMap> chunks = new HashMap<>();
        client.configMaps()
                .inNamespace(namespace)
                .withLabel(CATALOG, hash)
                .withLabel(Tasks.CONNECTION, Names.label(connection))
                .list()
                .getItems()
                .forEach(chunk -> chunks.put(chunk.getMetadata().getName(), chunk));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int count = 1;
        for (int i = 0; i < count; i++) {
            ConfigMap chunk = chunks.get(Names.suffixed(connection, "-catalog-" + hash + "-" + i, 253));
            if (chunk == null) {
                return Optional.empty();
            }
            count = Integer.parseInt(chunk.getMetadata().getAnnotations().get(CHUNKS));
            content.writeBytes(Base64.getDecoder().decode(chunk.getBinaryData().get(KEY)));
        }
        return Optional.of(Catalog.fromGzip(content.toByteArray()));
    }

    /** Removes a Connection's catalogs but for those of the given hashes. */
    public void prune(String namespace, String connection, Set<String> keep) {
        client
                .configMaps()
                .inNamespace(namespace)
                .withLabel(CATALOG)
                .withLabel(Tasks.CONNECTION, Names.label(connection))
                .list()
                .getItems()
                .stream()
                .filter(chunk -> !keep.contains(chunk.getMetadata().getLabels().get(CATALOG)))
                .forEach(chunk -> client.resource(chunk).delete());
    }
}
