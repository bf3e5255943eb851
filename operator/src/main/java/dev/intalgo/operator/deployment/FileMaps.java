package dev.intalgo.operator.deployment;

import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Owned;
import dev.intalgo.operator.target.Bundle;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ConfigMaps with an orchestrator's files: those whose names stay, which people mount and which follow; and an
 * immutable copy of each version, for whoever pins.
 */
@ApplicationScoped
class FileMaps {
    /** The label that says which orchestrator the files are for. */
    static final String TARGET = "intalgo.dev/target";

    /** The label of copies: the beginning of the files' hash. */
    static final String HASH = "intalgo.dev/hash";
    /**
     * Earlier ones first. Kubernetes notes the second; of two made within one the resourceVersion tells, which its own
     * documentation lets be compared as a number among objects of one kind.
     */
    private static final Comparator<ConfigMap> MADE = Comparator.comparing(
                    (ConfigMap map) -> map.getMetadata().getCreationTimestamp())
            .thenComparing(map -> new BigInteger(map.getMetadata().getResourceVersion()));

    private static final int HASH_LENGTH = 10;
    private static final int LONGEST = 253;

    /** How many versions stay. */
    private static final int KEPT = 3;

    private final KubernetesClient client;
    private final Applier applier;

    FileMaps(KubernetesClient client, Applier applier) {
        this.client = client;
        this.applier = applier;
    }

    /** The names of what there is now: the ConfigMaps that follow, and the copies of this version. */
    record Made(List<String> following, List<String> copies) {}

    /** Writes what is not there yet, and removes what is left of earlier versions and other orchestrators. */
    Made deliver(Deployment deployment, String target, Bundle bundle, Context<Deployment> context) {
        var hash = bundle.hash().substring(0, HASH_LENGTH);
        var parts = bundle.parts();
        var following = names(deployment, "-" + target, parts.size());
        var copies = names(deployment, "-" + target + "-" + hash, parts.size());
        // The first of several last: it names the others' files.
        for (int i = parts.size() - 1; i >= 0; i--) {
            var copy = map(deployment, copies.get(i), target, parts.get(i));
            copy.getMetadata().getLabels().put(HASH, hash);
            copy.setImmutable(true);
            applier.apply(copy, Owned.named(copies.get(i), ConfigMap.class, context));
        }
        for (int i = parts.size() - 1; i > 0; i--) {
            add(deployment, following.get(i), target, parts.get(i), following.getFirst(), context);
        }
        applier.apply(
                map(deployment, following.getFirst(), target, parts.getFirst()),
                Owned.named(following.getFirst(), ConfigMap.class, context));
        removeOthers(deployment, target, hash, parts.size(), context);
        return new Made(following, copies);
    }

    /** Removes all of them but copies that a pod has mounted. */
    void remove(Deployment deployment, Context<Deployment> context) {
        delete(deployment, owned(context).toList());
    }

    private static List<String> names(Deployment deployment, String suffix, int parts) {
        return IntStream.rangeClosed(1, parts)
                .mapToObj(n ->
                        Names.suffixed(deployment.getMetadata().getName(), n == 1 ? suffix : suffix + "-" + n, LONGEST))
                .toList();
    }

    private static ConfigMap map(Deployment deployment, String name, String target, Map<String, String> data) {
        var map = Owned.configMap(deployment, name, data);
        map.getMetadata().getLabels().put(TARGET, target);
        return map;
    }

    /**
     * Sees that a ConfigMap has pieces, besides those that the first ConfigMap names as it still is: what is mounted is
     * whole, whichever of the two is seen there first.
     */
    private void add(
            Deployment deployment,
            String name,
            String target,
            Map<String, String> pieces,
            String first,
            Context<Deployment> context) {
        if (has(Owned.named(name, ConfigMap.class, context), pieces)) {
            return;
        }
        var there = client.configMaps().inNamespace(deployment.getMetadata().getNamespace());
        var actual = there.withName(name).get();
        var index = there.withName(first).get();
        SortedMap<String, String> data = new TreeMap<>();
        if (actual != null && index != null) {
            var named = String.join("\n", index.getData().values());
            data.putAll(actual.getData());
            data.keySet().removeIf(piece -> !named.contains("\"" + piece + "\""));
        }
        data.putAll(pieces);
        applier.apply(map(deployment, name, target, data), null);
    }

    private static boolean has(ConfigMap actual, Map<String, String> data) {
        return actual != null
                && actual.getMetadata().getDeletionTimestamp() == null
                && actual.getData() != null
                && actual.getData().entrySet().containsAll(data.entrySet());
    }

    private static Stream<ConfigMap> owned(Context<Deployment> context) {
        return context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getLabels().containsKey(TARGET));
    }

    private void removeOthers(
            Deployment deployment, String target, String hash, int parts, Context<Deployment> context) {
        var ours = owned(context).collect(Collectors.partitioningBy(map -> target.equals(label(map, TARGET))));
        var copies = ours.get(true).stream()
                .filter(map -> label(map, HASH) != null)
                .collect(Collectors.groupingBy(map -> label(map, HASH)));
        copies.putIfAbsent(hash, List.of());
        Set<String> kept = copies.keySet().stream()
                .sorted(Comparator.comparing((String h) -> !h.equals(hash))
                        .thenComparing(h -> newest(copies.get(h)), MADE.reversed()))
                .limit(KEPT)
                .collect(Collectors.toSet());
        // What a folder may still be mounted of, in an earlier version with more pieces.
        int most = Math.max(
                parts, kept.stream().mapToInt(h -> copies.get(h).size()).max().orElse(0));
        Set<String> following = Set.copyOf(names(deployment, "-" + target, most));
        List<ConfigMap> others = new ArrayList<>(ours.get(false));
        ours.get(true).stream()
                .filter(map -> label(map, HASH) == null
                        ? !following.contains(map.getMetadata().getName())
                        : !kept.contains(label(map, HASH)))
                .forEach(others::add);
        delete(deployment, others);
    }

    private static String label(ConfigMap map, String key) {
        return map.getMetadata().getLabels().get(key);
    }

    /** Null only for the version that is being made, which is compared with no other. */
    private static ConfigMap newest(List<ConfigMap> version) {
        return version.stream().max(MADE).orElse(null);
    }

    /** Deletes ConfigMaps, except for copies that a pod uses: its node would not find them when it starts again. */
    private void delete(Deployment deployment, List<ConfigMap> maps) {
        if (maps.isEmpty()) {
            return;
        }
        Set<String> used = maps.stream().anyMatch(map -> label(map, HASH) != null)
                ? mounted(deployment.getMetadata().getNamespace())
                : new HashSet<>();
        Set<String> usedVersions = maps.stream()
                .filter(map -> used.contains(map.getMetadata().getName()))
                .map(map -> label(map, TARGET) + label(map, HASH))
                .collect(Collectors.toSet());
        maps.stream()
                .filter(map ->
                        label(map, HASH) == null || !usedVersions.contains(label(map, TARGET) + label(map, HASH)))
                .forEach(map -> client.resource(map).delete());
    }

    /** The names of the ConfigMaps that pods have mounted. */
    private Set<String> mounted(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getStatus() == null
                        || !Set.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase())))
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .flatMap(volume -> Stream.concat(
                        Stream.ofNullable(volume.getConfigMap()).map(source -> source.getName()),
                        Stream.ofNullable(volume.getProjected())
                                .flatMap(projected -> projected.getSources().stream())
                                .filter(source -> source.getConfigMap() != null)
                                .map(source -> source.getConfigMap().getName())))
                .collect(Collectors.toSet());
    }
}
