package dev.intalgo.operator.project;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.IntalgoProjectStatus;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.connection.DataHubPages;
import dev.intalgo.operator.job.TaskStore;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Has a project's worker give the models to the Connection's DataHub server, once for all that were built since the
 * last time. That fails no build, and leaves the project ready.
 */
@ApplicationScoped
class ModelPublication {
    private static final String STEP = "Published";
    private static final String KIND = "publish";
    /** Whose data it is, on an IntalgoProject or a Question. */
    private static final String OWNER = "intalgo.dev/owner";

    /** For thousands of models, and a server that takes its time. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final KubernetesClient client;
    private final TaskStore tasks;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    ModelPublication(KubernetesClient client, TaskStore tasks, Events events) {
        this.client = client;
        this.tasks = tasks;
        this.events = events;
    }

    /** The project's status with what DataHub has, and when to look again apart from the events of tasks. */
    record Outcome(IntalgoProjectStatus status, Optional<Duration> again) {}

    /** @param known the project's tasks, done or not */
    Outcome after(
            IntalgoProject project,
            Connection connection,
            Catalog catalog,
            Collection<ConfigMap> known,
            IntalgoProjectStatus status,
            Conditions conditions) {
        if (connection.getSpec().datahub() == null) {
            return new Outcome(status.withDatahub(null), Optional.empty());
        }
        var shown = Optional.ofNullable(connection.getStatus()).map(s -> s.datahub());
        return switch (Publishing.decide(known, shown, connection.getSpec().datahub(), clock.instant())) {
            case Publishing.Nothing nothing -> new Outcome(status, Optional.empty());
            case Publishing.Wait wait -> {
                conditions.isUnknown(STEP, wait.reason(), wait.message());
                yield new Outcome(status, wait.again());
            }
            case Publishing.Give give -> {
                give.outdated().forEach(old -> client.resource(old).delete());
                tasks.submit(task(project, give, shown.orElseThrow().platform(), catalog, status.commit()));
                conditions.isUnknown(STEP, Publishing.GIVING.reason(), Publishing.GIVING.message());
                yield new Outcome(status, Optional.empty());
            }
            case Publishing.Failed failed -> {
                conditions.isFalse(STEP, failed.reason(), failed.message());
                events.warnOnce(project, failed.reason(), "DataHub has not got the models: " + failed.message());
                yield new Outcome(status, failed.again());
            }
            case Publishing.Given given -> {
                conditions.isTrue(
                        STEP,
                        STEP,
                        "%s has the %d models at commit %s."
                                .formatted(
                                        connection.getSpec().datahub().server(),
                                        given.published().models(),
                                        given.published().commit()));
                if (!given.published().equals(status.datahub())) {
                    events.normal(
                            project,
                            STEP,
                            "DataHub has the models at commit "
                                    + given.published().commit() + ".");
                }
                yield new Outcome(status.withDatahub(given.published()), Optional.empty());
            }
        };
    }

    private ConfigMap task(
            IntalgoProject project, Publishing.Give give, String platform, Catalog catalog, String commit) {
        var metadata = project.getMetadata();
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.put("commit", commit);
        input.put("platform", platform);
        input.put("database", DataHubPages.databases(catalog));
        input.put("pipeline", "intalgo-" + metadata.getNamespace() + "-" + metadata.getName());
        input.put("timeoutSeconds", LIMIT.toSeconds());
        input.put("attempt", give.attempt());
        input.put(Publishing.BUILDS, give.builds());
        owner(project).ifPresent(owner -> input.put("owner", owner));
        var owners = input.putObject("owners");
        for (Question question : ProjectQuestions.of(client, project).toList()) {
            owner(question).ifPresent(owner -> owners.put(question.dbtName(), owner));
        }
        return Tasks.desired(project, KIND, Tasks.PROJECT, metadata.getName(), input);
    }

    private static Optional<String> owner(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(OWNER))
                .map(String::strip)
                .filter(owner -> !owner.isEmpty());
    }
}
