package dev.intalgo.operator.job;

import static dev.intalgo.operator.auth.Refusals.refused;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.operator.auth.Callers;
import dev.intalgo.operator.catalog.Catalog;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;

/**
 * What pods ask for and hand in: tasks and results. The operator remembers neither; a pod whose answer was lost asks or
 * hands in again.
 */
@Path("/worker/v1/tasks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WorkerResource {
    /** The key of an ingestion's input with the hash of the catalog that the Connection has; not there before the first. */
    public static final String CATALOG_BEFORE = "catalogBefore";

    private static final Logger LOG = Logger.getLogger(WorkerResource.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_WAIT_SECONDS = 25;
    private static final int MOST_TASKS = 10;
    private static final long LARGEST_INGESTION = 256L << 20;

    private final Callers callers;
    private final Workers workers;
    private final TaskQueue queue;
    private final TaskStore tasks;
    private final CatalogStore catalogs;
    /** Two large results at a time could be more than the heap. */
    private final Semaphore ingestions = new Semaphore(1);

    WorkerResource(Callers callers, Workers workers, TaskQueue queue, TaskStore tasks, CatalogStore catalogs) {
        this.callers = callers;
        this.workers = workers;
        this.queue = queue;
        this.tasks = tasks;
        this.catalogs = catalogs;
    }

    /** Tasks that a pod is to do. */
    public record Work(List<Item> tasks) {}

    /** One of them. */
    public record Item(String name, String kind, JsonNode task) {}

    /** How far an ingestion has come: whether the database let it in, and how many tables it has found. */
    public record Progress(boolean connected, int tables) {}

    /** The tasks that are pending for the caller's pod, after waiting for some for up to {@code wait} seconds. */
    @GET
    public Work tasks(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @QueryParam("wait") @DefaultValue("0") int wait)
            throws InterruptedException {
        Assignment assignment = assignment(authorization);
        Duration longest = Duration.ofSeconds(Math.clamp(wait, 0, LONGEST_WAIT_SECONDS));
        return new Work(guarded(() -> queue.await(assignment, longest)).stream()
                .limit(MOST_TASKS)
                .map(task -> new Item(task.getMetadata().getName(), Tasks.kind(task), Tasks.input(task)))
                .toList());
    }

    /** Takes a task's result; it is stored in the cluster before the answer is sent. */
    @POST
    @Path("{name}/result")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response result(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) String encoding,
            @PathParam("name") String name,
            InputStream body)
            throws InterruptedException {
        Assignment assignment = assignment(authorization);
        ConfigMap task = task(assignment, name);
        TaskRef ref = new TaskRef(assignment.namespace(), name);
        try {
            JsonNode result = Tasks.kind(task).equals("ingest")
                    ? ingestion(assignment, task, body, encoding)
                    : JSON.readTree(
                            limited(body, encoding, Tasks.LARGEST_RESULT).readAllBytes());
            return store(ref, task, result);
        } catch (LimitedInputStream.TooLarge e) {
            throw refused(413, e.getMessage());
        } catch (JacksonException e) {
            throw refused(400, "the result is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused(400, "the result cannot be read: " + e.getMessage());
        }
    }

    /** Takes how far a task has come, in place of what was said before. */
    @POST
    @Path("{name}/progress")
    @Consumes(MediaType.APPLICATION_JSON)
    public void progress(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("name") String name,
            Progress progress) {
        Assignment assignment = assignment(authorization);
        task(assignment, name);
        guarded(() -> tasks.progress(new TaskRef(assignment.namespace(), name), JSON.valueToTree(progress)));
    }

    private ConfigMap task(Assignment assignment, String name) {
        TaskRef ref = new TaskRef(assignment.namespace(), name);
        ConfigMap task = guarded(() -> tasks.find(ref)).orElseThrow(() -> refused(404, "there is no such task"));
        if (!assignment.holds(task)) {
            throw refused(403, "the task is not for this pod");
        }
        return task;
    }

    private Response store(TaskRef ref, ConfigMap task, JsonNode result) {
        if (!result.isObject()) {
            throw refused(400, "the result must be a JSON object");
        }
        return switch (guarded(() -> tasks.store(ref, result))) {
            case STORED -> {
                queue.done(task);
                yield Response.noContent().build();
            }
            case OTHER_RESULT -> throw refused(409, "the task has another result already");
            case GONE -> throw refused(404, "there is no such task any more");
        };
    }

    /** Turns the records into a catalog, which is stored; the result only names it. */
    private JsonNode ingestion(Assignment assignment, ConfigMap task, InputStream body, String encoding)
            throws IOException, InterruptedException {
        ingestions.acquire();
        try {
            IngestResult result = IngestResult.read(limited(body, encoding, LARGEST_INGESTION));
            if (!result.ok()) {
                return result.outcome();
            }
            Catalog catalog = described(result, task);
            return result.summary(guarded(() -> catalogs.write(owner(task), catalog)), catalog);
        } finally {
            ingestions.release();
        }
    }

    /** What people wrote on a DataHub server that could not be asked is as it was in the catalog before. */
    private Catalog described(IngestResult result, ConfigMap task) {
        Catalog catalog = result.catalog();
        String before = Tasks.input(task).path(CATALOG_BEFORE).asText("");
        if (before.isEmpty() || !result.lacksEdits()) {
            return catalog;
        }
        Connection connection = owner(task);
        String namespace = connection.getMetadata().getNamespace();
        return guarded(() -> catalogs.read(namespace, connection.getMetadata().getName(), before))
                .map(catalog::describedAs)
                .orElse(catalog);
    }

    /** The Connection, as far as its task knows it. */
    private static Connection owner(ConfigMap task) {
        var reference = task.getMetadata().getOwnerReferences().getFirst();
        var connection = new Connection();
        connection.setMetadata(new ObjectMetaBuilder()
                .withNamespace(task.getMetadata().getNamespace())
                .withName(reference.getName())
                .withUid(reference.getUid())
                .build());
        return connection;
    }

    private static InputStream limited(InputStream body, String encoding, long limit) throws IOException {
        boolean compressed = "gzip".equalsIgnoreCase(encoding);
        return new LimitedInputStream(compressed ? new GZIPInputStream(body) : body, limit);
    }

    private Assignment assignment(String authorization) {
        return guarded(() -> {
            var caller = callers.pod(authorization);
            return workers.assignment(caller).orElseThrow(() -> refused(403, "the pod is none that the operator made"));
        });
    }

    /** Something that asks the API server. */
    private interface Action<T, E extends Exception> {
        T run() throws E;
    }

    /** Runs what asks the API server; where that fails, the pod may try again. */
    private static <T, E extends Exception> T guarded(Action<T, E> action) throws E {
        try {
            return action.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 413 || e.getCode() == 422) {
                throw refused(413, "the result is too large to be stored: " + e.getMessage());
            }
            LOG.warnf("the API server did not answer a worker's request: %s", e.getMessage());
            throw refused(503, "the API server does not answer: try again");
        }
    }
}
