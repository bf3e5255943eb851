package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Has the project's worker drop what dbt built for a Question and its model no longer is. */
@ApplicationScoped
class Drops {
    static final String STEP = "Dropped";
    private static final String FAILED = "DropFailed";
    /** Until the next task, should the event of the one that goes be lost. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TaskStore tasks;
    private final KubernetesClient client;
    private final Clock clock = Clock.systemUTC();

    Drops(TaskStore tasks, KubernetesClient client) {
        this.tasks = tasks;
        this.client = client;
    }

    /**
     * What came of it, which the condition {@link #STEP} says too.
     *
     * @param left  what is still there
     * @param again when to try again, apart from the events of tasks
     */
    record Outcome(List<String> left, Optional<Duration> again) {}

    /** @param relations what to drop, each as database.schema.name */
    Outcome drop(Question question, Collection<String> relations, Conditions conditions) {
        List<String> left = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Optional<Duration> again = Optional.empty();
        for (String relation : relations) {
            ObjectNode input = JsonNodeFactory.instance.objectNode().put("relation", relation);
            var task = tasks.submit(Tasks.desired(
                    question,
                    "drop",
                    Tasks.PROJECT,
                    question.getSpec().projectRef().name(),
                    input));
            var result = Tasks.result(task);
            if (result.map(r -> r.path("ok").asBoolean()).orElse(false)) {
                // Should it be built and left again, there is to be another task.
                client.resource(task).delete();
                continue;
            }
            left.add(relation);
            if (result.isPresent()) {
                failures.add(relation + ": " + result.get().path("message").asText());
                var wait = untilRetried(task, conditions);
                again = again.filter(earlier -> earlier.compareTo(wait) <= 0).or(() -> Optional.of(wait));
            }
        }
        if (!failures.isEmpty()) {
            conditions.isFalse(STEP, FAILED, "Could not drop " + String.join("; ", failures));
        } else if (!left.isEmpty()) {
            underWay(left, conditions);
        }
        return new Outcome(left, again);
    }

    private static void underWay(List<String> left, Conditions conditions) {
        var doing =
                conditions.waiting(STEP, "Dropping", "Drops %s.".formatted(String.join(", ", left)), Set.of(FAILED));
        if (doing.progressing()) {
            conditions.isUnknown(STEP, doing.reason(), doing.getMessage());
        } else {
            conditions.isFalse(STEP, doing.reason(), doing.getMessage());
        }
    }

    /** How long until the next try of a task that failed; once it is time the task goes, for another to come. */
    private Duration untilRetried(ConfigMap task, Conditions conditions) {
        var failed = Tasks.completed(task).orElse(Instant.EPOCH);
        var wait = Duration.between(clock.instant(), failed.plus(conditions.backoff(STEP, failed)));
        if (wait.isPositive()) {
            return wait;
        }
        client.resource(task).delete();
        return SOON;
    }
}
