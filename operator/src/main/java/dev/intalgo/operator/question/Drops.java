package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Has the project's worker drop what dbt built for a Question and its model no longer is. */
@ApplicationScoped
class Drops {
    static final String STEP = "Dropped";

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
            result.ifPresent(r -> failures.add(relation + ": " + failed(task, r, conditions)));
        }
        if (!failures.isEmpty()) {
            conditions.isFalse(STEP, "DropFailed", "Could not drop " + String.join("; ", failures));
            return new Outcome(left, Optional.of(conditions.backoff(STEP)));
        }
        if (!left.isEmpty()) {
            conditions.isUnknown(STEP, "Dropping", "Drops %s.".formatted(String.join(", ", left)));
        }
        return new Outcome(left, Optional.empty());
    }

    /** The failure's message; the task goes once it is time for another try. */
    private String failed(ConfigMap task, JsonNode result, Conditions conditions) {
        var since = Tasks.completed(task).orElse(Instant.EPOCH);
        if (!clock.instant().isBefore(since.plus(conditions.backoff(STEP)))) {
            client.resource(task).delete();
        }
        return result.path("message").asText();
    }
}
