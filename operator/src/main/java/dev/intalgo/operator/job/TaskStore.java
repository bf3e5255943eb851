package dev.intalgo.operator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Creates tasks in the cluster and stores their results there. */
@ApplicationScoped
public class TaskStore {
    private static final int ATTEMPTS = 5;

    private final KubernetesClient client;

    TaskStore(KubernetesClient client) {
        this.client = client;
    }

    /** Creates a task. If it is there already, perhaps with its result, it stays as it is. */
    public ConfigMap submit(ConfigMap desired) {
        ConfigMap known = client.resource(desired).get();
        if (known != null) {
            return known; // Without a write that is refused, each time that its owner is looked at.
        }
        try {
            return client.resource(desired).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            ConfigMap there = client.resource(desired).get();
            if (there == null) {
                throw e; // It went in between: whoever reconciles tries again.
            }
            return there;
        }
    }

    /** A task, if it is there. */
    public Optional<ConfigMap> find(TaskRef task) {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(task.namespace())
                        .withName(task.name())
                        .get())
                .filter(map -> map.getMetadata().getLabels() != null
                        && map.getMetadata().getLabels().containsKey(Tasks.TASK));
    }

    /** Stores a failure as the task's result, for a pod that could not do so itself. A result that is there stays. */
    public void fail(TaskRef ref, String reason, String message) {
        store(
                ref,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ok", false)
                        .put("reason", reason)
                        .put("message", message));
    }

    /** How a result was taken. */
    enum Stored {
        /** It is stored, now or since an earlier request. */
        STORED,
        /** There is another result, which stays. */
        OTHER_RESULT,
        /** The task is gone. */
        GONE
    }

    /** Stores a task's result, which is there in the cluster when this returns. */
    Stored store(TaskRef ref, JsonNode result) {
        return store(
                ref,
                task -> done(Tasks.withResult(task, result)),
                done -> Tasks.result(done)
                        .map(Tasks::canonical)
                        .filter(Tasks.canonical(result)::equals)
                        .isPresent());
    }

    /** Stores how far a task has come, if there is no result yet. */
    Stored progress(TaskRef ref, JsonNode progress) {
        String text = Tasks.canonical(progress);
        return store(
                ref,
                task -> new ConfigMapBuilder(task)
                        .addToData(Tasks.PROGRESS, text)
                        .build(),
                done -> text.equals(done.getData().get(Tasks.PROGRESS)));
    }

    private Stored store(TaskRef ref, UnaryOperator<ConfigMap> change, Predicate<ConfigMap> same) {
        for (int attempt = 1; ; attempt++) {
            Optional<ConfigMap> task = find(ref);
            if (task.isEmpty()) {
                return Stored.GONE;
            }
            if (!Tasks.pending(task.get())) {
                return same.test(task.get()) ? Stored.STORED : Stored.OTHER_RESULT;
            }
            try {
                client.resource(change.apply(task.get()))
                        .lockResourceVersion(task.get().getMetadata().getResourceVersion())
                        .update();
                return Stored.STORED;
            } catch (KubernetesClientException e) {
                boolean changed = e.getCode() == HttpURLConnection.HTTP_CONFLICT
                        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
                if (!changed || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static ConfigMap done(ConfigMap task) {
        return new ConfigMapBuilder(task)
                .editMetadata()
                .addToLabels(Tasks.STATE, Tasks.DONE)
                .addToAnnotations(
                        Tasks.COMPLETED,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .endMetadata()
                .build();
    }
}
