package dev.intalgo.operator.drive;

import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.operator.git.GitException;
import dev.intalgo.operator.git.Repositories;
import dev.intalgo.operator.git.RepositoryId;
import dev.intalgo.operator.job.GitAccess;
import dev.intalgo.operator.job.Jobs;
import dev.intalgo.operator.job.Names;
import dev.intalgo.operator.job.RunnerSettings;
import dev.intalgo.operator.kube.Applier;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Owned;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Has a project checked out on the drive that its spec names: by a keeper, a pod that mounts it. */
@ApplicationScoped
public class DriveStep {
    /** The step that this is, as a condition's type. */
    public static final String STEP = "Stored";

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final String NOT_RUNNING = "KeeperNotRunning";

    private final KubernetesClient client;
    private final Repositories repositories;
    private final DriveReports reports;
    private final KeeperPods pods;
    private final RunnerSettings runner;
    private final Applier applier;
    private final Events events;
    private final Clock clock = Clock.systemUTC();

    DriveStep(
            KubernetesClient client,
            Repositories repositories,
            DriveReports reports,
            KeeperPods pods,
            RunnerSettings runner,
            Applier applier,
            Events events) {
        this.client = client;
        this.repositories = repositories;
        this.reports = reports;
        this.pods = pods;
        this.runner = runner;
        this.applier = applier;
        this.events = events;
    }

    /**
     * Sees to the keeper, before anything is committed.
     *
     * @throws NotReady where the drive may have a repository that the operator lacks: a new one would not fit it
     */
    public void begin(IntalgoProject project, Context<IntalgoProject> context, Conditions conditions) throws NotReady {
        var drive = Drive.of(project);
        if (drive.isEmpty()) {
            end(project, context);
            return;
        }
        run(project, drive.get(), context);
        if (head(project).isPresent()) {
            return;
        }
        var report = report(project, drive.get(), conditions);
        if (report.commit() != null) {
            throw NotReady.continuing(
                    STEP, "Storing", "The keeper hands in the repository that is on the drive.", LOOK);
        }
    }

    /**
     * The commit that is checked out on the drive; empty where the project is on none.
     *
     * @throws NotReady where the drive has none, or a person has to see to it
     */
    public Optional<String> stored(IntalgoProject project, Conditions conditions) throws NotReady {
        var drive = Drive.of(project);
        if (drive.isEmpty()) {
            return Optional.empty();
        }
        var last = project.getStatus() == null ? null : project.getStatus().stored();
        if (reports.about(id(project), drive.get(), clock.instant()).isEmpty()
                && reports.justStarted(clock.instant())
                && conditions.was(STEP, "True")) {
            conditions.keep(STEP);
            return Optional.ofNullable(last);
        }
        var report = report(project, drive.get(), conditions);
        if (report.commit() == null) {
            throw NotReady.continuing(STEP, "Storing", "The project is being checked out on the drive.", LOOK);
        }
        if (report.kept() != null) {
            events.warnOnce(
                    project,
                    "DriveEditsKept",
                    "Edits on the drive contradict what others committed: they are on the branch %s. Merge what is right of them, and remove it."
                            .formatted(report.kept()));
        }
        conditions.isTrue(STEP, "StoredAtCommit", "Commit %s is checked out on the drive.".formatted(report.commit()));
        return Optional.of(report.commit());
    }

    private DriveReport report(IntalgoProject project, Drive drive, Conditions conditions) throws NotReady {
        var report = reports.about(id(project), drive, clock.instant());
        if (report.isEmpty()) {
            var why = pods.why(project);
            if (why.isPresent()) {
                throw NotReady.retrying(
                        STEP,
                        NOT_RUNNING,
                        "The keeper, which has the project checked out on the drive, cannot run: " + why.get());
            }
            if (conditions.was(STEP, "True") && !reports.justStarted(clock.instant())) {
                throw NotReady.retrying(
                        STEP,
                        NOT_RUNNING,
                        "The keeper does not report: see the logs of Deployment %s."
                                .formatted(Names.keeper(project.getMetadata().getName())));
            }
            throw NotReady.continuing(STEP, "KeeperStarting", "The keeper starts, which mounts the drive.", LOOK);
        }
        var problem = report.get().problem();
        if (problem != null) {
            throw NotReady.retrying(STEP, problem.reason(), problem.message());
        }
        return report.get();
    }

    private void run(IntalgoProject project, Drive drive, Context<IntalgoProject> context) {
        var name = Names.keeper(project.getMetadata().getName());
        applier.apply(Owned.account(project, name), Owned.named(name, ServiceAccount.class, context));
        drive.claim().ifPresent(claim -> {
            if (client.resource(claim).get() == null) {
                client.resource(claim).create();
            }
        });
        var keeper = Jobs.keeper(
                project,
                new Jobs.Mounted(drive.volume(), drive.path(), drive.id()),
                GitAccess.of(runner, project, "main", Optional.empty()),
                runner,
                project.getSpec().podTemplate());
        applier.apply(keeper, Owned.named(name, Deployment.class, context));
    }

    /** Has the keeper hand in what was edited, and end. Whether it has. */
    public boolean end(IntalgoProject project, Context<IntalgoProject> context) {
        var name = Names.keeper(project.getMetadata().getName());
        var keeper = Owned.named(name, Deployment.class, context);
        var account = Owned.named(name, ServiceAccount.class, context);
        if (keeper == null && account == null) {
            return true;
        }
        if (keeper != null && keeper.getMetadata().getDeletionTimestamp() == null) {
            client.resource(keeper)
                    .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                    .delete();
        }
        if (pods.any(project, clock.instant())) {
            return false;
        }
        // Last, as the pod signs in by it.
        if (account != null) {
            client.resource(account).delete();
        }
        return true;
    }

    private Optional<String> head(IntalgoProject project) throws NotReady {
        try {
            return repositories.head(id(project));
        } catch (GitException e) {
            throw NotReady.retrying(STEP, e.reason().name(), e.getMessage());
        }
    }

    private static RepositoryId id(IntalgoProject project) {
        return new RepositoryId(
                project.getMetadata().getNamespace(), project.getMetadata().getName());
    }
}
