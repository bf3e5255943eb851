package dev.intalgo.operator.project;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.connection.Database;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.job.Tasks;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.Owned;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Has a worker run for a project while there are tasks. */
@ApplicationScoped
class WorkerJobs {
    private final KubernetesClient client;
    private final RepositoryPlaces places;
    private final RunnerSettings runner;
    private final Applier applier;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    WorkerJobs(
            KubernetesClient client, RepositoryPlaces places, RunnerSettings runner, Applier applier, Events events) {
        this.client = client;
        this.places = places;
        this.runner = runner;
        this.applier = applier;
        this.events = events;
    }

    /** Sees that there is a worker where there are tasks; says when to look again, where that is sooner. */
    Optional<Duration> see(IntalgoProject project, Database database, Context<IntalgoProject> context) {
        var pending = context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(Tasks::pending)
                .toList();
        var workers = context.getSecondaryResourcesAsStream(Job.class).toList();
        var given = given(project, database);
        return switch (Workers.decide(pending, workers, given, clock.instant())) {
            case Workers.Enough enough -> Optional.empty();
            case Workers.End end -> {
                events.normal(
                        project,
                        "WorkerReplaced",
                        "Ends Job %s: its pod was started with other Secrets or settings."
                                .formatted(end.outdated().getMetadata().getName()));
                client.resource(end.outdated())
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .delete();
                yield Optional.empty();
            }
            case Workers.Later later -> {
                Owned.failure(later.failed(), client)
                        .ifPresent(message -> events.warnOnce(project, "WorkerFailed", message));
                yield Optional.of(later.delay());
            }
            case Workers.Start start -> {
                var schema = Optional.ofNullable(project.getSpec().dbt().schema());
                var job = Jobs.worker(
                        project,
                        start.number(),
                        database.access().withSchema(schema),
                        places.access(project),
                        runner,
                        project.getSpec().podTemplate());
                job.getMetadata().getLabels().put(Workers.GIVEN, given);
                applier.apply(job, null);
                yield Optional.empty();
            }
        };
    }

    /** All that a worker's pod is given when it starts, as a hash. */
    private String given(IntalgoProject project, Database database) {
        return Hashes.of(List.of(
                runner.image(database.access().adapter()),
                runner.url(),
                runner.caPem(),
                database.profilesYml().orElse(""),
                database.access().toString(),
                database.secretVersions().toString(),
                String.valueOf(project.getSpec().dbt().schema()),
                places.access(project).toString(),
                String.valueOf(project.getSpec().podTemplate())));
    }
}
