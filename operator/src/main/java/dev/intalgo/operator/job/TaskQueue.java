package dev.intalgo.operator.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The tasks that are pending, by a watch that starts with the first question: any number of pods wait for work without
 * a request to the API server.
 */
@ApplicationScoped
public class TaskQueue {
    private static final String BY_WORKER = "worker";
    private static final Comparator<ConfigMap> OLDEST_FIRST = Comparator.comparing(
                    (ConfigMap task) -> task.getMetadata().getCreationTimestamp())
            .thenComparing(task -> task.getMetadata().getName());

    private final KubernetesClient client;
    private final List<String> namespaces;
    /** Done, though the watch may not have told yet. */
    private final Cache<String, Boolean> done =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofMinutes(10)).build();

    private List<SharedIndexInformer<ConfigMap>> informers = List.of();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @Inject
    TaskQueue(
            KubernetesClient client,
            @ConfigProperty(name = "quarkus.operator-sdk.namespaces") List<String> namespaces) {
        this.client = client;
        this.namespaces = namespaces;
    }

    /** The pending tasks of an assignment, the oldest first; waits for some where there are none. */
    List<ConfigMap> await(Assignment assignment, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lock();
        try {
            start();
            List<ConfigMap> found = pending(assignment);
            while (found.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
                found = pending(assignment);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private List<ConfigMap> pending(Assignment assignment) {
        String key = key(assignment.namespace(), assignment.labelKey(), assignment.labelValue());
        return informers.stream()
                .flatMap(informer -> informer.getIndexer().byIndex(BY_WORKER, key).stream())
                .filter(assignment::holds)
                .filter(Tasks::pending)
                .filter(task -> done.getIfPresent(task.getMetadata().getUid()) == null)
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** A task has its result: it is given to nobody from now on. */
    void done(ConfigMap task) {
        done.put(task.getMetadata().getUid(), true);
    }

    private void start() {
        if (!informers.isEmpty()) {
            return;
        }
        List<SharedIndexInformer<ConfigMap>> started = new ArrayList<>();
        for (String namespace : namespaces) {
            var all = switch (namespace.strip()) {
                case "JOSDK_ALL_NAMESPACES" -> client.configMaps().inAnyNamespace();
                case "JOSDK_WATCH_CURRENT" -> client.configMaps().inNamespace(client.getNamespace());
                case String one -> client.configMaps().inNamespace(one);
            };
            SharedIndexInformer<ConfigMap> informer = all.withLabel(Tasks.TASK)
                    .withLabel(Tasks.STATE, Tasks.PENDING)
                    .runnableInformer(0);
            informer.addIndexers(Map.of(BY_WORKER, TaskQueue::keys));
            informer.addEventHandler(new WakeUp());
            informer.run();
            started.add(informer);
        }
        informers = started;
    }

    private static List<String> keys(ConfigMap task) {
        Map<String, String> labels = task.getMetadata().getLabels();
        return List.of(Tasks.PROJECT, Tasks.CONNECTION).stream()
                .filter(labels::containsKey)
                .map(key -> key(task.getMetadata().getNamespace(), key, labels.get(key)))
                .toList();
    }

    private static String key(String namespace, String label, String value) {
        return namespace + "/" + label + "=" + value;
    }

    @PreDestroy
    void stop() {
        informers.forEach(SharedIndexInformer::stop);
    }

    private final class WakeUp implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap task) {
            wake();
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap task) {
            wake();
        }

        @Override
        public void onDelete(ConfigMap task, boolean unknown) {
            // Nobody waits for a task to go.
        }

        private void wake() {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
