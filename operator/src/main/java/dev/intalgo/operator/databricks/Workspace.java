package dev.intalgo.operator.databricks;

import com.databricks.sdk.core.ApiClient;
import com.databricks.sdk.core.CredentialsProvider;
import com.databricks.sdk.core.DatabricksConfig;
import com.databricks.sdk.core.DatabricksException;
import com.databricks.sdk.core.PatCredentialsProvider;
import com.databricks.sdk.core.error.platform.BadRequest;
import com.databricks.sdk.core.error.platform.NotFound;
import com.databricks.sdk.core.error.platform.PermissionDenied;
import com.databricks.sdk.core.oauth.OAuthM2MServicePrincipalCredentialsProvider;
import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.BaseJob;
import com.databricks.sdk.service.jobs.BaseRun;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.JobsAPI;
import com.databricks.sdk.service.jobs.ListJobsRequest;
import com.databricks.sdk.service.jobs.ListRunsRequest;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.RunTask;
import com.databricks.sdk.service.sql.WarehousesAPI;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.operator.databricks.WorkspaceException.Reason;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/** The jobs of a Databricks workspace, by its Jobs API 2.2. */
public final class Workspace implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Workspace.class);
    private static final ObjectMapper MAPPER = SerDeUtils.createMapper();
    private static final long MOST_RUNS = 10;

    private final Access access;
    private final Http http;
    private final JobsAPI jobs;
    private final WarehousesAPI warehouses;

    private Workspace(Access access, Http http, ApiClient client) {
        this.access = access;
        this.http = http;
        this.jobs = new JobsAPI(client);
        this.warehouses = new WarehousesAPI(client);
    }

    /** Makes a client. Nothing is asked yet. */
    public static Workspace of(Access access) {
        Http http = new Http(access.trust());
        // Not resolved: that reads the environment and the home of whoever runs the operator, and asks about the host.
        DatabricksConfig config = new DatabricksConfig()
                .setHost(access.host())
                .setHttpClient(http)
                .setCredentialsProvider(provider(access.signIn()))
                // It would sleep for as long as a server says; who asked looks again later.
                .setDisableRetries(true);
        switch (access.signIn()) {
            case Access.SignIn.Token(String token) -> config.setToken(token);
            case Access.SignIn.Client(String id, String secret) ->
                config.setClientId(id).setClientSecret(secret).setDisableAsyncTokenRefresh(true);
        }
        return new Workspace(
                access,
                http,
                new ApiClient.Builder().withDatabricksConfig(config).build());
    }

    private static CredentialsProvider provider(Access.SignIn signIn) {
        return switch (signIn) {
            case Access.SignIn.Token ignored -> new PatCredentialsProvider();
            case Access.SignIn.Client ignored -> new OAuthM2MServicePrincipalCredentialsProvider();
        };
    }

    /** The settings of a job; empty where there is none of this id. */
    public Optional<JobSettings> job(long id) throws WorkspaceException {
        return found(() -> jobs.get(id).getSettings());
    }

    /** The jobs of a name. */
    public List<BaseJob> named(String name) throws WorkspaceException {
        return asked(() -> StreamSupport.stream(
                        jobs.list(new ListJobsRequest().setName(name)).spliterator(), false)
                .toList());
    }

    /** Makes a job. */
    public long create(JobSettings settings) throws WorkspaceException {
        return asked(() ->
                jobs.create(MAPPER.convertValue(settings, CreateJob.class)).getJobId());
    }

    /** Replaces all settings of a job. */
    public void reset(long id, JobSettings settings) throws WorkspaceException {
        asked(() -> {
            jobs.reset(new ResetJob().setJobId(id).setNewSettings(settings));
            return id;
        });
    }

    /** Deletes a job, which may be gone already. Runs that go on end. */
    public void delete(long id) throws WorkspaceException {
        if (job(id).isPresent()) {
            asked(() -> {
                jobs.delete(id);
                return id;
            });
        }
    }

    /**
     * Starts a run.
     *
     * @param token at most 64 characters: with the same one again, no other run is started
     */
    public long runNow(long id, String token) throws WorkspaceException {
        return asked(() -> jobs.runNow(new RunNow().setJobId(id).setIdempotencyToken(token))
                .getResponse()
                .getRunId());
    }

    /** The last runs of a job, newest first. */
    public List<BaseRun> runs(long id) throws WorkspaceException {
        return asked(() -> StreamSupport.stream(
                        jobs.listRuns(new ListRunsRequest()
                                        .setJobId(id)
                                        .setLimit(MOST_RUNS)
                                        .setExpandTasks(true))
                                .spliterator(),
                        false)
                .limit(MOST_RUNS)
                .toList());
    }

    /**
     * What dbt did in a run that is done; empty where it left no results, or they cannot be had: what the workspace says
     * of the run itself holds all the same.
     */
    public Optional<RunResults> results(BaseRun run) {
        long id = Stream.ofNullable(run.getTasks())
                .flatMap(Collection::stream)
                .filter(task -> task.getDbtTask() != null && task.getRunId() != null)
                .max(Comparator.comparing(
                        task -> Optional.ofNullable(task.getAttemptNumber()).orElse(0L)))
                .map(RunTask::getRunId)
                .orElse(run.getRunId());
        try {
            var output = jobs.getRunOutput(id).getDbtOutput();
            return output == null || output.getArtifactsLink() == null
                    ? Optional.empty()
                    : Artifacts.runResults(output, access.trust()).map(RunResults::of);
        } catch (DatabricksException e) {
            LOG.infof(
                    "of run %d there are no results of dbt's: %s",
                    run.getRunId(), problem(e).getMessage());
        } catch (IOException e) {
            LOG.infof("the results of run %d cannot be read: %s", run.getRunId(), e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Sees that there is a SQL warehouse.
     *
     * @throws WorkspaceException {@code WarehouseNotFound} if there is not, as far as these credentials may know
     */
    public void checkWarehouse(String id) throws WorkspaceException {
        try {
            warehouses.get(id);
        } catch (NotFound | BadRequest e) {
            throw new WorkspaceException(
                    Reason.WarehouseNotFound,
                    "%s has no SQL warehouse \"%s\": correct spec.databricks.warehouseId, or the Connection's http_path"
                            .formatted(access.host(), id),
                    null);
        } catch (PermissionDenied e) {
            // Who makes the job need not see the warehouse: its runs may have the rights of another.
        } catch (DatabricksException e) {
            throw problem(e);
        }
    }

    /** Where people see a job. */
    public String url(long id) {
        return access.host() + "/jobs/" + id;
    }

    private <T> Optional<T> found(Supplier<T> question) throws WorkspaceException {
        try {
            return Optional.of(question.get());
        } catch (NotFound e) {
            return Optional.empty();
        } catch (DatabricksException e) {
            throw problem(e);
        }
    }

    private <T> T asked(Supplier<T> question) throws WorkspaceException {
        try {
            return question.get();
        } catch (DatabricksException e) {
            throw problem(e);
        }
    }

    private WorkspaceException problem(DatabricksException e) {
        return new Problems(access, http.retryAfter()).of(e);
    }

    @Override
    public void close() {
        http.close();
    }
}
