package dev.intalgo.operator.question;

import com.fasterxml.jackson.databind.JsonNode;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.NotReady;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;

/** Has the project's worker do a Question's tasks. */
@ApplicationScoped
class ProjectTasks {
    private static final String NO_REPOSITORY = "RepositoryUnreachable";
    private static final String NO_CONNECTION = "ConnectionFailed";
    private static final Set<String> TRIED = Set.of(NO_REPOSITORY, NO_CONNECTION);

    private final TaskStore tasks;
    private final KubernetesClient client;

    ProjectTasks(TaskStore tasks, KubernetesClient client) {
        this.tasks = tasks;
        this.client = client;
    }

    /** What a condition says while a task is under way. */
    record Step(String name, String reason, String doing) {}

    /**
     * The result, also where it says that the SQL is wrong; what failed around the SQL, and not in it, is tried again.
     *
     * @throws NotReady while it is under way, and where it is tried again
     */
    JsonNode done(Subject subject, String kind, JsonNode input, Step step, Conditions conditions) throws NotReady {
        return done(subject, kind, input, input, step, conditions);
    }

    /** @param essence what of the input makes it another task */
    JsonNode done(Subject subject, String kind, JsonNode input, JsonNode essence, Step step, Conditions conditions)
            throws NotReady {
        var project = subject.project().getMetadata().getName();
        var task = tasks.submit(Tasks.desired(subject.question(), kind, Tasks.PROJECT, project, input, essence));
        var result = Tasks.result(task)
                .orElseThrow(() -> conditions.waiting(step.name(), step.reason(), step.doing(), TRIED));
        var failedIn = result.path("step").asText("");
        if (!result.path("ok").asBoolean() && (failedIn.equals("connect") || failedIn.equals("git"))) {
            client.resource(task).delete();
            throw NotReady.retrying(
                    step.name(),
                    failedIn.equals("git") ? NO_REPOSITORY : NO_CONNECTION,
                    result.path("message").asText(),
                    Duration.ofSeconds(15));
        }
        return result;
    }
}
