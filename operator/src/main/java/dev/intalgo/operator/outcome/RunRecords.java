package dev.intalgo.operator.outcome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.kube.Owned;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pods said of their runs: a ConfigMap for each run, with an entry for each of its pods. */
@ApplicationScoped
public class RunRecords {
    /** The label of such a ConfigMap. */
    public static final String RAN = "intalgo.dev/ran";

    static final String RUN = "intalgo.dev/run-id";
    static final String PARTS = "intalgo.dev/run-parts";

    private static final int KEPT = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;

    RunRecords(KubernetesClient client) {
        this.client = client;
    }

    /** Keeps what a pod said, in place of what an earlier attempt did; it is there in the cluster when this returns. */
    void keep(Deployment deployment, String run, int parts, String key, Part part) {
        var record = record(deployment, run, parts, key, text(part));
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("data").put(key, text(part));
        for (int attempt = 1; ; attempt++) {
            try {
                // Pods of one run may end at the same time: each adds its own entry, whatever the others do.
                client.resource(record).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    throw e;
                }
            }
            try {
                client.resource(record).create();
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt > 1) {
                    throw e;
                }
            }
        }
    }

    /** What is known of a run, asked of the API server itself. */
    Optional<Told> find(Deployment deployment, String run) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(deployment.getMetadata().getNamespace())
                        .withName(name(deployment, run))
                        .get())
                .map(RunRecords::told);
    }

    /** The runs of a Deployment that are kept, newest first, asked of the API server itself. */
    public List<DeploymentStatus.Run> all(Deployment deployment) {
        return client
                .configMaps()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withLabels(Names.labels(deployment))
                .withLabel(RAN)
                .list()
                .getItems()
                .stream()
                .filter(RunRecords::is)
                .map(RunRecords::told)
                .sorted(Told.OLDEST_FIRST.reversed())
                .map(Told::run)
                .toList();
    }

    /** Whether it is one; of what people made of it nothing can be read. */
    static boolean is(ConfigMap map) {
        var metadata = map.getMetadata();
        return metadata.getLabels() != null
                && metadata.getLabels().containsKey(RAN)
                && metadata.getAnnotations() != null
                && metadata.getAnnotations().keySet().containsAll(List.of(RUN, PARTS))
                && map.getData() != null
                && !map.getData().isEmpty();
    }

    static Told told(ConfigMap record) {
        var annotations = record.getMetadata().getAnnotations();
        var parts = record.getData().values().stream().map(RunRecords::part).toList();
        return Told.of(annotations.get(RUN), Integer.parseInt(annotations.get(PARTS)), parts);
    }

    /** Removes those of runs that are long over. */
    void prune(List<ConfigMap> records) {
        records.stream()
                .sorted((a, b) -> Told.OLDEST_FIRST.compare(told(b), told(a)))
                .skip(KEPT)
                .forEach(record -> client.resource(record).delete());
    }

    private static ConfigMap record(Deployment deployment, String run, int parts, String key, String text) {
        return new ConfigMapBuilder(Owned.configMap(deployment, name(deployment, run), Map.of(key, text)))
                .editMetadata()
                .addToLabels(RAN, Names.hash(run))
                .addToAnnotations(RUN, run)
                .addToAnnotations(PARTS, String.valueOf(parts))
                .endMetadata()
                .build();
    }

    private static String name(Deployment deployment, String run) {
        return Names.suffixed(deployment.getMetadata().getName(), "-ran-" + Names.hash(run), 253);
    }

    private static String text(Part part) {
        try {
            return JSON.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Part part(String text) {
        try {
            return JSON.readValue(text, Part.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept of a run was changed by hand: " + e.getOriginalMessage(), e);
        }
    }
}
