package dev.intalgo.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Server-side apply with one field manager, and no request at all where the object that is there was made from the
 * same text: its hash is kept as an annotation.
 */
@ApplicationScoped
public class Applier {
    /** The field manager of every write. */
    public static final String FIELD_MANAGER = "intalgo";

    static final String APPLIED = "intalgo.dev/applied";

    private static final ObjectMapper CANONICAL =
            Serialization.jsonMapper().copy().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private final KubernetesClient client;

    Applier(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Makes the cluster's object as desired.
     *
     * @param actual what the cluster is known to have, or null
     * @return the object as the cluster now has it
     */
    public <T extends HasMetadata> T apply(T desired, T actual) {
        var hash = hash(desired);
        if (actual != null
                && actual.getMetadata().getDeletionTimestamp() == null
                && actual.getMetadata().getAnnotations() != null
                && hash.equals(actual.getMetadata().getAnnotations().get(APPLIED))) {
            return actual;
        }
        var metadata = desired.getMetadata();
        var annotations = new TreeMap<String, String>();
        if (metadata.getAnnotations() != null) {
            annotations.putAll(metadata.getAnnotations());
        }
        annotations.put(APPLIED, hash);
        metadata.setAnnotations(annotations);
        return client.resource(desired)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    private static String hash(HasMetadata desired) {
        JsonNode tree = CANONICAL.valueToTree(desired);
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(CANONICAL
                            .writeValueAsString(CANONICAL.treeToValue(tree, Object.class))
                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException | com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
