package dev.intalgo.console.write;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects as people apply them or keep them in Git. */
public final class Manifests {
    private static final String HIDDEN = "WRITE IT HERE, AND KEEP IT OUT OF GIT";

    private Manifests() {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Manifest(
            String apiVersion, String kind, ObjectMeta metadata, Object spec, Map<String, String> stringData) {}

    /** Without status and what the cluster adds; a Secret with its keys only. */
    public static String of(Collection<? extends HasMetadata> objects) {
        return objects.stream()
                .map(Manifests::manifest)
                .map(Serialization::asYaml)
                .collect(Collectors.joining());
    }

    /** As {@link #of(Collection)}, of one. */
    public static String of(HasMetadata object) {
        return of(List.of(object));
    }

    private static Manifest manifest(HasMetadata object) {
        var metadata = object.getMetadata();
        return new Manifest(
                object.getApiVersion(),
                object.getKind(),
                new ObjectMetaBuilder()
                        .withName(metadata.getName())
                        .withNamespace(metadata.getNamespace())
                        .withLabels(metadata.getLabels())
                        .build(),
                object instanceof CustomResource<?, ?> custom ? custom.getSpec() : null,
                object instanceof Secret secret ? hidden(secret) : Map.of());
    }

    private static Map<String, String> hidden(Secret secret) {
        return Stream.of(secret.getData(), secret.getStringData())
                .filter(values -> values != null)
                .flatMap(values -> values.keySet().stream())
                .collect(Collectors.toMap(key -> key, key -> HIDDEN, (one, _) -> one, TreeMap::new));
    }
}
