package dev.intalgo.operator.databricks;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.DeleteJob;
import com.databricks.sdk.service.jobs.JobSettings;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.RunNow;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A Databricks workspace with the Jobs API 2.2, as the SDK's classes and the API's documentation describe it. What they
 * do not allow is refused and noted. Databricks fills in what a request leaves out; so does this.
 */
public final class DatabricksServer implements AutoCloseable {
    public static final String TOKEN = "dapi-s3cret";
    public static final String CLIENT = "12ab34cd";
    public static final String CLIENT_SECRET = "dose-s3cret";
    public static final String WAREHOUSE = "a1b2c3";

    /** As the API's, where what nobody described is wrong. */
    private static final ObjectMapper STRICT = SerDeUtils.createMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .disable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

    private static final Map<String, Set<String>> PARAMETERS = Map.of(
            "/api/2.2/jobs/get", Set.of("job_id", "page_token"),
            "/api/2.2/jobs/list", Set.of("name", "limit", "expand_tasks", "page_token", "offset"),
            "/api/2.2/jobs/runs/list",
                    Set.of(
                            "job_id",
                            "limit",
                            "expand_tasks",
                            "page_token",
                            "active_only",
                            "completed_only",
                            "run_type"),
            "/api/2.2/jobs/runs/get-output", Set.of("run_id"));
    private static final String ARTIFACTS = "/artifacts/";

    /** What was asked: the method and the path without its query. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public final List<String> violations = new CopyOnWriteArrayList<>();
    public final Map<Long, JsonNode> jobs = new ConcurrentHashMap<>();
    /** Of all jobs, newest first. */
    public final List<JsonNode> runs = new CopyOnWriteArrayList<>();

    /** The archives of what dbt wrote, by the id of the task's run. */
    private final Map<Long, byte[]> artifacts = new ConcurrentHashMap<>();

    /** What is answered to all requests while it is there. */
    public volatile Answer fault;

    private final Map<String, Long> tokens = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(100);
    private final HttpsServer server;

    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer of(int status, String code, String message) {
            return new Answer(
                    status,
                    Map.of(),
                    STRICT.createObjectNode()
                            .put("error_code", code)
                            .put("message", message)
                            .toString());
        }
    }

    public DatabricksServer(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** How often something was asked. */
    public long asked(String request) {
        return asked.stream().filter(request::equals).count();
    }

    /** A run of a job that is done. */
    public void ran(long job, String commit, boolean success, long from, long to) {
        var run = STRICT.createObjectNode();
        run.put("run_id", ids.incrementAndGet())
                .put("job_id", job)
                .put("start_time", from)
                .put("end_time", to);
        run.put("run_page_url", url() + "/jobs/" + job + "/runs/" + ids.get());
        ArrayNode tasks = jobs.get(job).path("tasks").deepCopy();
        tasks.forEach(task -> ((ObjectNode) task).put("run_id", ids.incrementAndGet()));
        run.set("tasks", tasks);
        run.putObject("git_source").put("git_commit", commit);
        var state = run.putObject("state").put("life_cycle_state", success ? "TERMINATED" : "INTERNAL_ERROR");
        state.put("result_state", success ? "SUCCESS" : "FAILED");
        state.put("state_message", success ? "" : "Task dbt_build failed with message: Workload failed.");
        runs.addFirst(run);
    }

    /** Files that dbt wrote in the newest run, by their paths. */
    public void wrote(Map<String, String> files) throws IOException {
        var archive = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(archive))) {
            for (var file : files.entrySet()) {
                var bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        artifacts.put(runs.getFirst().at("/tasks/0/run_id").asLong(), archive.toByteArray());
    }

    /** The storage of another's, which is to get no token. */
    private void store(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            violations.add("the storage was given a token");
        }
        var signed = "s1gned".equals(exchange.getRequestHeaders().getFirst("x-storage-key"));
        var bytes = artifacts.get(Long.valueOf(path.substring(ARTIFACTS.length())));
        exchange.sendResponseHeaders(signed ? 200 : 403, signed ? bytes.length : -1);
        exchange.getResponseBody().write(signed ? bytes : new byte[0]);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (path.startsWith(ARTIFACTS)) {
            store(exchange, path);
            return;
        }
        var request = exchange.getRequestMethod() + " " + path;
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(request);
        Answer answer;
        try {
            answer = Optional.ofNullable(fault).orElseGet(() -> answer(exchange, request, body));
        } catch (RuntimeException e) {
            violations.add(request + ": " + e.getMessage());
            answer = Answer.of(400, "INVALID_PARAMETER_VALUE", String.valueOf(e.getMessage()));
        }
        var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, String request, String body) {
        if (request.equals("GET /oidc/.well-known/oauth-authorization-server")) {
            return ok(
                    "{\"token_endpoint\": \"%s/oidc/v1/token\", \"authorization_endpoint\": \"%<s/oidc/v1/authorize\"}"
                            .formatted(url()));
        }
        var authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (request.equals("POST /oidc/v1/token")) {
            return token(authorization);
        }
        if (!authorization.equals("Bearer " + TOKEN)) {
            return Answer.of(401, "UNAUTHENTICATED", "Credential " + authorization + " was not sent or is invalid.");
        }
        var query = query(exchange);
        var path = exchange.getRequestURI().getPath();
        if (PARAMETERS.containsKey(path) && !PARAMETERS.get(path).containsAll(query.keySet())) {
            throw new IllegalArgumentException("no such parameter among " + query.keySet());
        }
        return switch (request) {
            case "GET /api/2.2/jobs/get" -> job(Long.parseLong(query.get("job_id")));
            case "GET /api/2.2/jobs/list" -> list(query);
            case "POST /api/2.2/jobs/create" -> create(read(body, CreateJob.class));
            case "POST /api/2.2/jobs/reset" -> reset(read(body, ResetJob.class));
            case "POST /api/2.2/jobs/delete" -> delete(read(body, DeleteJob.class));
            case "POST /api/2.2/jobs/run-now" -> runNow(read(body, RunNow.class));
            case "GET /api/2.2/jobs/runs/list" -> runs(query);
            case "GET /api/2.2/jobs/runs/get-output" -> output(Long.parseLong(query.get("run_id")));
            case "GET /api/2.0/sql/warehouses/" + WAREHOUSE -> ok("{\"id\": \"" + WAREHOUSE + "\"}");
            default -> Answer.of(404, "RESOURCE_DOES_NOT_EXIST", "There is no " + request);
        };
    }

    private static Answer ok(Object body) {
        return new Answer(200, Map.of(), body.toString());
    }

    private static Answer token(String authorization) {
        var expected = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        return authorization.equals(expected)
                ? ok("{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": 3600}".formatted(TOKEN))
                : new Answer(
                        401,
                        Map.of(),
                        "{\"error\": \"invalid_client\", \"error_description\": \"Client authentication failed\"}");
    }

    private Answer job(long id) {
        var settings = jobs.get(id);
        return settings == null
                ? Answer.of(400, "INVALID_PARAMETER_VALUE", "Job " + id + " does not exist.")
                : ok(STRICT.createObjectNode().put("job_id", id).set("settings", filledIn(settings)));
    }

    private Answer list(Map<String, String> query) {
        var all = STRICT.createObjectNode();
        var found = all.putArray("jobs");
        jobs.forEach((id, settings) -> {
            if (settings.path("name").asText().equalsIgnoreCase(query.get("name"))) {
                found.addObject().put("job_id", id).set("settings", settings);
            }
        });
        return ok(all);
    }

    private Answer create(CreateJob request) {
        var id = ids.incrementAndGet();
        jobs.put(id, JobRules.checked(STRICT.valueToTree(request)));
        return ok("{\"job_id\": " + id + "}");
    }

    private Answer reset(ResetJob request) {
        if (!jobs.containsKey(request.getJobId())) {
            return Answer.of(400, "INVALID_PARAMETER_VALUE", "Job " + request.getJobId() + " does not exist.");
        }
        JobSettings settings = request.getNewSettings();
        jobs.put(request.getJobId(), JobRules.checked(STRICT.valueToTree(settings)));
        return ok("{}");
    }

    private Answer delete(DeleteJob request) {
        return jobs.remove(request.getJobId()) == null
                ? Answer.of(400, "INVALID_PARAMETER_VALUE", "Job " + request.getJobId() + " does not exist.")
                : ok("{}");
    }

    private Answer runNow(RunNow request) {
        if (request.getIdempotencyToken().length() > 64) {
            throw new IllegalArgumentException("idempotency_token has more than 64 characters");
        }
        var id = tokens.computeIfAbsent(request.getIdempotencyToken(), token -> ids.incrementAndGet());
        return ok("{\"run_id\": " + id + ", \"number_in_job\": " + id + "}");
    }

    /** Of a task's run: of that of a job with several there is none. */
    private Answer output(long id) {
        if (runs.stream().noneMatch(run -> run.at("/tasks/0/run_id").asLong() == id)) {
            return Answer.of(400, "INVALID_PARAMETER_VALUE", "Run " + id + " is none of a task.");
        }
        var output = STRICT.createObjectNode();
        output.putObject("metadata").put("run_id", id);
        if (artifacts.containsKey(id)) {
            var dbt = output.putObject("dbt_output").put("artifacts_link", url() + ARTIFACTS + id);
            dbt.putObject("artifacts_headers").put("x-storage-key", "s1gned");
        }
        return ok(output);
    }

    private Answer runs(Map<String, String> query) {
        var all = STRICT.createObjectNode();
        var found = all.putArray("runs");
        runs.stream()
                .filter(run -> run.path("job_id").asText().equals(query.get("job_id")))
                .forEach(found::add);
        if (Integer.parseInt(query.getOrDefault("limit", "20")) > 25) {
            throw new IllegalArgumentException("limit is at most 25");
        }
        return ok(all);
    }

    /** What Databricks tells of a job beyond what it was told, and what it leaves out. */
    private static JsonNode filledIn(JsonNode settings) {
        ObjectNode all = settings.deepCopy();
        all.put("format", "MULTI_TASK").put("timeout_seconds", 0);
        all.withObject("/email_notifications");
        all.withObject("/webhook_notifications");
        for (var task : all.path("tasks")) {
            ((ObjectNode) task).put("run_if", "ALL_SUCCESS").putObject("email_notifications");
            if (!task.path("retry_on_timeout").asBoolean()) {
                ((ObjectNode) task).remove("retry_on_timeout");
            }
        }
        return all;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        var raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        for (var pair : raw.isEmpty() ? new String[0] : raw.split("&")) {
            query.put(
                    pair.substring(0, pair.indexOf('=')),
                    URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static <T> T read(String body, Class<T> type) {
        try {
            return STRICT.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
