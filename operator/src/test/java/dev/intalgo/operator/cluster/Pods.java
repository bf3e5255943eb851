package dev.intalgo.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Plays the pods of one namespace's Jobs, as the Job controller, the kubelet and the runner do together: a Pod from the
 * Job's template, a token bound to it, tasks and results over HTTP. What it answers is what the runner would.
 */
final class Pods implements AutoCloseable, ResourceEventHandler<Job> {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Logger LOG = Logger.getLogger(Pods.class);

    /** A task that was done, in the order of doing. */
    record Done(String name, String kind, JsonNode task) {}

    final List<Done> done = new CopyOnWriteArrayList<>();
    /** How many of the next Jobs fail without having done anything. */
    final AtomicInteger dying = new AtomicInteger();
    /** What pods tell of a task before they do it. */
    volatile String progress;
    /** The project whose repository graphs are read from. */
    volatile String project = "shop";

    /** What the pod of a Deployment's Job says of its run; where it is null, the pod goes on without a word. */
    volatile Function<Job, JsonNode> run = job -> null;

    private final Map<String, Function<JsonNode, JsonNode>> outcomes = new ConcurrentHashMap<>();
    private final KubernetesClient client;
    private final String namespace;
    private final URI operator;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SharedIndexInformer<Job> jobs;

    Pods(KubernetesClient client, String namespace, URI operator) {
        this.client = client;
        this.namespace = namespace;
        this.operator = operator;
        on("ingest", Outcomes::catalog);
        on("validate", Outcomes::accepted);
        on("build", Outcomes::built);
        on("graph", this::graph);
        this.jobs = client.batch().v1().jobs().inNamespace(namespace).inform(this);
    }

    /** What becomes of the tasks of a kind from now on. */
    Pods on(String kind, Function<JsonNode, JsonNode> outcome) {
        outcomes.put(kind, outcome);
        return this;
    }

    JsonNode graph(JsonNode task) {
        return Outcomes.graph(
                task, commit -> Clone.of(operator, namespace, project).at(commit));
    }

    /** The inputs of the tasks of a kind that were done, the oldest first. */
    List<JsonNode> done(String kind) {
        return done.stream().filter(d -> d.kind().equals(kind)).map(Done::task).toList();
    }

    @Override
    public void onAdd(Job job) {
        if (job.getStatus() == null || job.getStatus().getConditions().isEmpty()) {
            threads.submit(() -> played(job));
        }
    }

    @Override
    public void onUpdate(Job before, Job job) {
        // A Job's template does not change.
    }

    @Override
    public void onDelete(Job job, boolean unknown) {
        // Its pod ends with the test.
    }

    /** What goes wrong is told: the test that waits for this pod cannot know. */
    private void played(Job job) {
        try {
            play(job);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (!threads.isShutdown()) {
                LOG.errorf(e, "the pod of Job %s in %s broke", job.getMetadata().getName(), namespace);
            }
        }
    }

    private Void play(Job job) throws IOException, InterruptedException {
        if (dying.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            end(job, false);
            return null;
        }
        String token = token(client, pod(job));
        List<String> arguments =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
        if (arguments.contains("run")) {
            JsonNode report = run.apply(job);
            if (report != null) {
                say(report.toString(), token);
                end(job, report.path("ok").asBoolean());
            }
            return null;
        }
        boolean once = arguments.contains("ingest");
        do {
            for (JsonNode task : tasks(token)) {
                perform(task, token);
            }
        } while (!once);
        end(job, true);
        return null;
    }

    void end(Job job, boolean ok) {
        if (ok) {
            var message = "Reached expected number of succeeded pods";
            end(job, "SuccessCriteriaMet", "Complete", "CompletionsReached", message);
        } else {
            var message = "Job has reached the specified backoff limit";
            end(job, "FailureTarget", "Failed", "BackoffLimitExceeded", message);
        }
    }

    private JsonNode tasks(String token) throws IOException, InterruptedException {
        var response = told(request("?wait=20", token).GET());
        return JSON.readTree(response.body()).path("tasks");
    }

    private void perform(JsonNode item, String token) throws IOException, InterruptedException {
        String kind = item.path("kind").asText();
        String name = item.path("name").asText();
        done.add(new Done(name, kind, item.path("task")));
        if (progress != null) {
            post("/" + name + "/progress", progress, token);
        }
        JsonNode result = outcomes.get(kind).apply(item.path("task"));
        post("/" + name + "/result", result.toString(), token);
    }

    /** Has a pod say what became of a run; the HTTP status of the answer. */
    int say(String report, String token) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(operator.resolve("/worker/v1/runs"))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(report))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void post(String path, String body, String token) throws IOException, InterruptedException {
        told(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> told(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            LOG.warnf("%s: %d %s", response.uri(), response.statusCode(), response.body());
        }
        return response;
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(operator.resolve("/worker/v1/tasks" + path))
                .header("Authorization", "Bearer " + token);
    }

    private Pod pod(Job job) {
        var template = job.getSpec().getTemplate();
        return client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withGenerateName(job.getMetadata().getName() + "-")
                        .withLabels(template.getMetadata().getLabels())
                        .addToLabels(
                                "batch.kubernetes.io/job-name",
                                job.getMetadata().getName())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .addNewOwnerReference()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
    }

    /** A token for the operator that is bound to a pod. */
    static String token(KubernetesClient client, Pod pod) {
        return client.serviceAccounts()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getSpec().getServiceAccountName())
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences("intalgo")
                        .withNewBoundObjectRef(
                                "v1",
                                "Pod",
                                pod.getMetadata().getName(),
                                pod.getMetadata().getUid())
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** The Job's status as its controller leaves it. */
    private void end(Job job, String before, String type, String reason, String message) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        boolean complete = type.equals("Complete");
        client.resource(new JobBuilder(job)
                        .editMetadata()
                        .withResourceVersion(null)
                        .endMetadata()
                        .withNewStatus()
                        .withStartTime(job.getMetadata().getCreationTimestamp())
                        .withCompletionTime(complete ? now : null)
                        .withSucceeded(complete ? 1 : 0)
                        .withFailed(complete ? 0 : 1)
                        .addToConditions(new JobCondition(now, now, message, reason, "True", before))
                        .addToConditions(new JobCondition(now, now, message, reason, "True", type))
                        .withNewUncountedTerminatedPods()
                        .endUncountedTerminatedPods()
                        .endStatus()
                        .build())
                .updateStatus();
    }

    @Override
    public void close() {
        jobs.close();
        threads.shutdownNow();
    }
}
