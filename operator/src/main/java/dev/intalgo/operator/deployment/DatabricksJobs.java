package dev.intalgo.operator.deployment;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.JobSettings;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.DeploymentStatus;
import dev.intalgo.api.v1alpha1.Orchestrators.DatabricksDrift;
import dev.intalgo.operator.databricks.Access;
import dev.intalgo.operator.databricks.Drift;
import dev.intalgo.operator.databricks.Workspace;
import dev.intalgo.operator.databricks.WorkspaceException;
import dev.intalgo.operator.kube.Conditions;
import dev.intalgo.operator.kube.Events;
import dev.intalgo.operator.kube.Hashes;
import dev.intalgo.operator.kube.NotReady;
import dev.intalgo.operator.kube.Schedule;
import dev.intalgo.operator.outcome.Outcomes;
import dev.intalgo.operator.target.DatabricksJob;
import dev.intalgo.operator.target.DatabricksPlan;
import dev.intalgo.operator.target.Run;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keeps a Deployment's job in a Databricks workspace as it should be, and reads what became of its runs. */
@ApplicationScoped
class DatabricksJobs {
    /** The condition that is there while the job is not as it was written. */
    static final String DRIFTED = "Drifted";

    static final String KIND = "DatabricksJob";
    private static final String RUN = "intalgo.dev/run";

    private final Events events;
    private final Looks looks = new Looks();
    private final Clock clock = Clock.systemUTC();

    DatabricksJobs(Events events) {
        this.events = events;
    }

    /**
     * Makes the job, or makes it right again, and reads its runs.
     *
     * @param before the status, with what is known of the job
     */
    Delivered deliver(
            Deployment deployment,
            Run run,
            DatabricksPlan plan,
            Access access,
            DeploymentStatus before,
            Conditions conditions)
            throws NotReady {
        var settings = DatabricksJob.settings(run, plan);
        var uid = deployment.getMetadata().getUid();
        var rest = looks.rest(uid, subject(deployment, settings, before), clock.instant());
        if (rest.isPresent()) {
            conditions.keep(DRIFTED);
            return new Delivered(before, rest, Map.of());
        }
        try (var workspace = Workspace.of(access)) {
            var id = made(workspace, deployment, settings, plan, before, conditions);
            var next = before.withHash(hash(settings))
                    .withConfigMaps(List.of())
                    .withCopies(List.of())
                    .withCronJob(null)
                    .withRemote(new DeploymentStatus.Remote(KIND, String.valueOf(id), workspace.url(id)));
            next = started(workspace, deployment, id, next);
            var runs = new RemoteRuns(workspace.runs(id));
            var schedule = Optional.ofNullable(run.schedule())
                    .filter(cron -> !plan.paused())
                    .map(cron -> Schedule.parse(cron, run.timeZone()));
            var now = clock.instant();
            var again = Pace.next(now, schedule, runs.since(), runs.newest());
            looks.done(uid, subject(deployment, settings, next), now, again);
            return new Delivered(
                    refreshed(deployment, run, runs, before, runs.told(next, workspace::results)),
                    Optional.of(again),
                    Map.of());
        } catch (WorkspaceException e) {
            var why = notReady(e);
            looks.failed(uid, subject(deployment, settings, before), clock.instant(), why);
            throw why;
        }
    }

    /** Says that a full refresh was done where one was asked for, and a run that is news did it. */
    private static DeploymentStatus refreshed(
            Deployment deployment, Run run, RemoteRuns runs, DeploymentStatus before, DeploymentStatus told) {
        var news = !Objects.equals(before.lastSuccess(), told.lastSuccess());
        return run.options().fullRefresh() && news && runs.refreshed()
                ? told.withFullRefresh(deployment.getMetadata().getAnnotations().get(Outcomes.FULL_REFRESH))
                : told;
    }

    /** What a workspace is asked for: the same again where nothing changed that it has to do with. */
    private static List<Object> subject(Deployment deployment, JobSettings settings, DeploymentStatus status) {
        var metadata = deployment.getMetadata();
        return List.of(
                hash(settings),
                metadata.getGeneration(),
                Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()),
                Optional.ofNullable(status.hash()),
                Optional.ofNullable(status.remote()));
    }

    private long made(
            Workspace workspace,
            Deployment deployment,
            JobSettings settings,
            DatabricksPlan plan,
            DeploymentStatus before,
            Conditions conditions)
            throws WorkspaceException, NotReady {
        var known = known(workspace, deployment, settings.getName());
        if (known.isEmpty()) {
            workspace.checkWarehouse(plan.warehouse());
            var id = workspace.create(settings);
            events.normal(deployment, "JobCreated", "Made %s.".formatted(workspace.url(id)));
            return id;
        }
        var job = known.get();
        if (!hash(settings).equals(before.hash()) || !isRemote(before, job.id())) {
            workspace.checkWarehouse(plan.warehouse());
            workspace.reset(job.id(), settings);
            return job.id();
        }
        var drifted = Drift.fields(settings, job.settings());
        if (!drifted.isEmpty()) {
            drifted(workspace, deployment, settings, job.id(), drifted, conditions);
        }
        return job.id();
    }

    private void drifted(
            Workspace workspace,
            Deployment deployment,
            JobSettings settings,
            long id,
            List<String> fields,
            Conditions conditions)
            throws WorkspaceException {
        var what = "Somebody changed %s: %s.".formatted(workspace.url(id), String.join(", ", fields));
        if (deployment.getSpec().databricks().onDrift() == DatabricksDrift.REPORT) {
            conditions.isTrue(
                    DRIFTED,
                    "ChangedInWorkspace",
                    what + " Change the Deployment instead, or set spec.databricks.onDrift to Restore.");
            events.warnOnce(deployment, DRIFTED, what);
            return;
        }
        workspace.reset(id, settings);
        events.normal(deployment, DRIFTED, what + " It was put back.");
    }

    private record Known(long id, JobSettings settings) {}

    /** The job that is this Deployment's: by its id or, where that was lost or nothing has it any more, by its tag. */
    private static Optional<Known> known(Workspace workspace, Deployment deployment, String name)
            throws WorkspaceException, NotReady {
        var given = deployment.getSpec().databricks().jobId();
        if (given != null) {
            return Optional.of(workspace
                    .job(given)
                    .map(settings -> new Known(given, settings))
                    .orElseThrow(() -> NotReady.retrying(
                            Delivery.STEP,
                            "JobNotFound",
                            "There is no job %d in the workspace: correct spec.databricks.jobId, or take it away."
                                    .formatted(given))));
        }
        var remote = remoteId(deployment, workspace);
        if (remote.isPresent()) {
            var job = workspace.job(remote.get());
            if (job.isPresent()) {
                return Optional.of(new Known(remote.get(), job.get()));
            }
        }
        return tagged(workspace, deployment, name);
    }

    private static Optional<Known> tagged(Workspace workspace, Deployment deployment, String name)
            throws WorkspaceException, NotReady {
        var uid = deployment.getMetadata().getUid();
        for (var job : workspace.named(name)) {
            var tag = Optional.ofNullable(job.getSettings().getTags())
                    .orElse(Map.of())
                    .get(DatabricksJob.UID_TAG);
            if (uid.equals(tag)) {
                var settings = workspace.job(job.getJobId());
                if (settings.isPresent()) {
                    return Optional.of(new Known(job.getJobId(), settings.get()));
                }
            } else if (tag != null) {
                throw NotReady.retrying(
                        Delivery.STEP,
                        "JobTaken",
                        "%s is called \"%s\" too and belongs to another Deployment: delete it or, if that Deployment is gone, set spec.databricks.jobId to %d to take it over."
                                .formatted(workspace.url(job.getJobId()), name, job.getJobId()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> remoteId(Deployment deployment, Workspace workspace) {
        return Optional.ofNullable(deployment.getStatus())
                .map(DeploymentStatus::remote)
                .filter(remote -> KIND.equals(remote.kind()))
                .map(remote -> Long.valueOf(remote.id()))
                // Of another workspace, where it may be another job's.
                .filter(id ->
                        workspace.url(id).equals(deployment.getStatus().remote().url()));
    }

    private static boolean isRemote(DeploymentStatus status, long id) {
        return status.remote() != null
                && String.valueOf(id).equals(status.remote().id());
    }

    /** Starts a run where the annotation asks for one that was not started. */
    private DeploymentStatus started(Workspace workspace, Deployment deployment, long id, DeploymentStatus before)
            throws WorkspaceException {
        var annotations = Optional.ofNullable(deployment.getMetadata().getAnnotations());
        var wanted = annotations.map(all -> all.get(RUN));
        if (wanted.isEmpty() || wanted.get().equals(before.runRequest())) {
            return before;
        }
        var token = Hashes.of(List.of(deployment.getMetadata().getUid(), wanted.get()));
        var run = workspace.runNow(id, token);
        events.normal(deployment, "RunStarted", "Started run %d of %s.".formatted(run, workspace.url(id)));
        return before.withRunRequest(wanted.get());
    }

    /** Deletes the job, wherever it is known from. */
    void delete(Deployment deployment, Access access) throws NotReady {
        try (var workspace = Workspace.of(access)) {
            var metadata = deployment.getMetadata();
            var name = metadata.getNamespace() + "/" + metadata.getName();
            var id = remoteId(deployment, workspace);
            if (id.isEmpty()) {
                id = tagged(workspace, deployment, name).map(Known::id);
            }
            if (id.isPresent()) {
                workspace.delete(id.get());
                events.normal(deployment, "JobDeleted", "Deleted %s.".formatted(workspace.url(id.get())));
            }
            looks.forget(metadata.getUid());
        } catch (WorkspaceException e) {
            throw notReady(e);
        }
    }

    private static NotReady notReady(WorkspaceException e) {
        return NotReady.retrying(Delivery.STEP, e.reason().name(), e.getMessage(), e.retryAfter());
    }

    private static String hash(JobSettings settings) {
        try {
            return Hashes.of(List.of(SerDeUtils.createMapper().writeValueAsString(settings)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings can be written", e);
        }
    }
}
