package dev.intalgo.operator.job;

import static dev.intalgo.operator.job.TasksTest.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.SecretKeyRef;
import dev.intalgo.operator.ClusterResource;
import dev.intalgo.operator.catalog.Catalog;
import dev.intalgo.operator.catalog.DataHubRecords;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
        value = ClusterResource.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "reconcile", value = "false"))
class WorkerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RunnerSettings RUNNER = new RunnerSettings("runner", Map.of(), "https://intalgo", "CA");
    private static final ConnectionAccess ACCESS = new ConnectionAccess(
            "postgres",
            Optional.empty(),
            "shop",
            Optional.empty(),
            Optional.empty(),
            new ConnectionAccess.ProfileSource.FromConfigMap("shop-profile"),
            Map.of("password", new SecretKeyRef("db", "pw")),
            Map.of(),
            Optional.empty());

    @TestHTTPResource("/worker/v1/tasks")
    URI tasks;

    @Inject
    KubernetesClient client;

    @Inject
    TaskStore store;

    @Inject
    CatalogStore catalogs;

    private final String namespace = "worker-" + UUID.randomUUID().toString().substring(0, 8);
    private final HttpClient http = HttpClient.newHttpClient();
    private IntalgoProject project;
    private String token;

    @BeforeEach
    void aWorkersPod() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        project = project("sales");
        Job job = client.resource(Jobs.worker(project, 1, ACCESS, git("sales"), RUNNER, Map.of()))
                .create();
        token = podToken(job, "sales-dbt");
    }

    private GitAccess git(String project) {
        return new GitAccess(RUNNER.url() + "/git/" + namespace + "/" + project + ".git", "main", "");
    }

    @Test
    void turnsAwayWhoeverShowsNoTokenForTheOperator() throws Exception {
        assertThat(get("").statusCode()).isEqualTo(401);
        assertThat(get("Bearer nonsense").statusCode()).isEqualTo(401);
        assertThat(get("Basic " + token).statusCode()).isEqualTo(401);
        String ordinary = kubectl("create", "token", "sales-dbt");
        assertThat(get("Bearer " + ordinary).statusCode()).isEqualTo(401);
        assertThat(get("").headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void turnsAwayPodsThatTheOperatorDidNotMake() throws Exception {
        String unbound = kubectl("create", "token", "sales-dbt", "--audience=intalgo");
        assertThat(get("Bearer " + unbound).statusCode()).isEqualTo(403);

        Job foreign = Jobs.worker(project, 2, ACCESS, git("sales"), RUNNER, Map.of());
        foreign.getMetadata().getLabels().remove(Names.MANAGED_BY);
        assertThat(get("Bearer " + podToken(client.resource(foreign).create(), "sales-dbt"))
                        .statusCode())
                .isEqualTo(403);

        IntalgoProject other = project("other");
        Job others = client.resource(Jobs.worker(other, 1, ACCESS, git("other"), RUNNER, Map.of()))
                .create();
        assertThat(get("Bearer " + podToken(others, "sales-dbt")).statusCode()).isEqualTo(403);
    }

    @Test
    void givesATaskUntilItsResultIsStored() throws Exception {
        ConfigMap task = submit(project, "build", "sales", "{\"select\":[\"top\"]}");
        JsonNode work = work(token);
        assertThat(work).hasSize(1);
        assertThat(work.get(0).path("name").asText())
                .isEqualTo(task.getMetadata().getName());
        assertThat(work.get(0).path("kind").asText()).isEqualTo("build");
        assertThat(work.get(0).path("task")).isEqualTo(JSON.readTree("{\"select\":[\"top\"]}"));

        assertThat(post(task, "{\"ok\":true,\"nodes\":[]}").statusCode()).isEqualTo(204);
        ConfigMap done = client.resource(task).get();
        assertThat(Tasks.result(done)).contains(JSON.readTree("{\"ok\":true,\"nodes\":[]}"));
        assertThat(done.getMetadata().getLabels()).containsEntry(Tasks.STATE, Tasks.DONE);

        assertThat(JSON.readTree(get("Bearer " + token).body()).path("tasks")).isEmpty();
        assertThat(post(task, "{\"nodes\":[], \"ok\":true}").statusCode()).isEqualTo(204);
        assertThat(post(task, "{\"ok\":false}").statusCode()).isEqualTo(409);
        assertThat(Tasks.result(client.resource(task).get())).contains(JSON.readTree("{\"ok\":true,\"nodes\":[]}"));
    }

    @Test
    void submittingATaskAgainKeepsItsResult() throws Exception {
        ConfigMap task = submit(project, "build", "sales", "{\"again\":1}");
        assertThat(post(task, "{\"ok\":true}").statusCode()).isEqualTo(204);
        assertThat(Tasks.pending(submit(project, "build", "sales", "{\"again\":1}")))
                .isFalse();
    }

    @Test
    void wakesAPodThatWaitsWhenThereIsWork() throws Exception {
        assertThat(JSON.readTree(get("Bearer " + token).body()).path("tasks")).isEmpty();
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(request("?wait=25", "Bearer " + token).build(), HttpResponse.BodyHandlers.ofString());
        ConfigMap task = submit(project, "graph", "sales", "{}");
        assertThat(waiting.get(10, TimeUnit.SECONDS).body())
                .contains(task.getMetadata().getName());
    }

    @Test
    void keepsOneProjectsTasksFromAnother() throws Exception {
        ConfigMap task = submit(project("other"), "build", "other", "{}");
        assertThat(JSON.readTree(get("Bearer " + token).body()).path("tasks")).isEmpty();
        assertThat(post(task, "{\"ok\":true}").statusCode()).isEqualTo(403);
        assertThat(post("no-such-task", "{}".getBytes(StandardCharsets.UTF_8), false, token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("shop-profile%2Fx", new byte[0], false, token).statusCode())
                .isIn(400, 404);
    }

    @Test
    void takesHowFarItsOwnTaskIsUntilThatIsDone() throws Exception {
        ConfigMap task = submit(project, "build", "sales", "{\"slow\":1}");
        ConfigMap others = submit(project("other"), "build", "other", "{}");
        assertThat(progress(others, "{\"connected\":true}")).isEqualTo(403);
        assertThat(progress(task, "nonsense")).isEqualTo(400);
        assertThat(progress(task, "{\"connected\":true,\"tables\":7}")).isEqualTo(204);
        assertThat(progress(task, "{\"connected\":true,\"tables\":8}")).isEqualTo(204);
        assertThat(Tasks.progress(client.resource(task).get()))
                .contains(JSON.readTree("{\"connected\":true,\"tables\":8}"));
        assertThat(post(task, "{\"ok\":true}").statusCode()).isEqualTo(204);
        assertThat(progress(task, "{\"connected\":true,\"tables\":9}")).isEqualTo(204);
        assertThat(Tasks.result(client.resource(task).get())).contains(JSON.readTree("{\"ok\":true}"));
    }

    private int progress(ConfigMap task, String text) throws IOException, InterruptedException {
        return http.send(
                        request("/" + task.getMetadata().getName() + "/progress", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(text))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void refusesResultsThatAreNoneOrTooLarge() throws Exception {
        ConfigMap task = submit(project, "build", "sales", "{\"bad\":1}");
        assertThat(post(task, "not JSON").statusCode()).isEqualTo(400);
        assertThat(post(task, "[1]").statusCode()).isEqualTo(400);
        assertThat(post(task, "").statusCode()).isEqualTo(400);
        assertThat(post(task, "\"" + "x".repeat(Tasks.LARGEST_RESULT) + "\"").statusCode())
                .isEqualTo(413);
        byte[] bomb = gzip(("{\"a\":\"" + " ".repeat(50 << 20) + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat(post(task.getMetadata().getName(), bomb, true, token).statusCode())
                .isEqualTo(413);
        assertThat(Tasks.pending(client.resource(task).get())).isTrue();
    }

    @Test
    void turnsAnIngestionIntoACatalog() throws Exception {
        Connection connection = connection("shop");
        ConfigMap task = store.submit(Tasks.desired(
                connection, "ingest", Tasks.CONNECTION, "shop", JSON.readTree("{\"adapter\":\"postgres\"}")));
        ConfigMap another = store.submit(Tasks.desired(
                connection, "ingest", Tasks.CONNECTION, "shop", JSON.readTree("{\"adapter\":\"other\"}")));
        String pod = podToken(
                client.resource(Jobs.ingest(
                                connection,
                                task.getMetadata().getName(),
                                Duration.ofMinutes(1),
                                ACCESS,
                                RUNNER,
                                Map.of()))
                        .create(),
                "shop-ingest");
        JsonNode work = work(pod);
        assertThat(work).hasSize(1);
        assertThat(work.get(0).path("name").asText())
                .isEqualTo(task.getMetadata().getName());

        byte[] records =
                getClass().getResourceAsStream("/datahub/postgres.json").readAllBytes();
        byte[] body = gzip(("{\"ok\":true,\"report\":{\"tables\":9},\"records\":"
                        + new String(records, StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(post(task.getMetadata().getName(), body, true, pod).statusCode())
                .isEqualTo(204);
        assertThat(post(task.getMetadata().getName(), body, true, pod).statusCode())
                .isEqualTo(204);
        assertThat(post(another.getMetadata().getName(), body, true, pod).statusCode())
                .isEqualTo(403);

        Catalog expected = DataHubRecords.toCatalog(JSON.readTree(records));
        JsonNode result = Tasks.result(client.resource(task).get()).orElseThrow();
        assertThat(result.path("catalog").asText()).isEqualTo(expected.hash());
        assertThat(result.path("tables").asInt())
                .isEqualTo(expected.tables().size())
                .isPositive();
        assertThat(result.path("report").path("tables").asInt()).isEqualTo(9);
        assertThat(result.has("records")).isFalse();
        assertThat(catalogs.read(namespace, "shop", expected.hash())).contains(expected);
    }

    @Test
    void anIngestionThatFailedIsAResult() throws Exception {
        Connection connection = connection("down");
        ConfigMap task =
                store.submit(Tasks.desired(connection, "ingest", Tasks.CONNECTION, "down", JSON.readTree("{}")));
        Job job = client.resource(Jobs.ingest(
                        connection, task.getMetadata().getName(), Duration.ofMinutes(1), ACCESS, RUNNER, Map.of()))
                .create();
        String failure = "{\"message\":\"no route\",\"ok\":false,\"reason\":\"ConnectionFailed\"}";
        assertThat(post(
                                task.getMetadata().getName(),
                                failure.getBytes(StandardCharsets.UTF_8),
                                false,
                                podToken(job, "down-ingest"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(Tasks.result(client.resource(task).get())).contains(JSON.readTree(failure));
    }

    @Test
    void keepsACatalogInPiecesAndOnlyAsLongAsItIsWanted() throws Exception {
        Connection connection = connection("pieces");
        Catalog catalog =
                DataHubRecords.toCatalog(JSON.readTree(getClass().getResourceAsStream("/datahub/postgres.json")));
        CatalogStore small = new CatalogStore(client, 100);
        String hash = small.write(connection, catalog);
        small.write(connection, catalog);
        var pieces = client.configMaps().inNamespace(namespace).withLabel(CatalogStore.CATALOG, hash);
        assertThat(pieces.list().getItems()).hasSizeGreaterThan(3).allMatch(ConfigMap::getImmutable);
        assertThat(new CatalogStore(client, 100).read(namespace, "pieces", hash))
                .contains(catalog);

        small.prune(namespace, "pieces", Set.of(hash));
        assertThat(pieces.list().getItems()).isNotEmpty();
        client.resource(pieces.list().getItems().getFirst()).delete();
        assertThat(new CatalogStore(client, 100).read(namespace, "pieces", hash))
                .isEmpty();
        small.prune(namespace, "pieces", Set.of());
        assertThat(pieces.list().getItems()).isEmpty();
    }

    private ConfigMap submit(HasMetadata owner, String kind, String of, String task) throws IOException {
        return store.submit(Tasks.desired(owner, kind, Tasks.PROJECT, of, JSON.readTree(task)));
    }

    private IntalgoProject project(String name) {
        String yaml = """
                apiVersion: intalgo.dev/v1alpha1
                kind: IntalgoProject
                metadata: {name: %s, namespace: %s}
                spec: {connectionRef: {name: shop}, repository: {volume: {size: 1Gi}}}
                """.formatted(name, namespace);
        return client.resource(Serialization.unmarshal(yaml, IntalgoProject.class))
                .create();
    }

    private Connection connection(String name) {
        String yaml = """
                apiVersion: intalgo.dev/v1alpha1
                kind: Connection
                metadata: {name: %s, namespace: %s}
                spec: {adapter: postgres, settings: {host: h}}
                """.formatted(name, namespace);
        return client.resource(Serialization.unmarshal(yaml, Connection.class)).create();
    }

    /** Makes the Job's pod, as its controller would, and a token as the kubelet would. */
    private String podToken(Job job, String account) {
        client.resource(named(
                        new ServiceAccountBuilder()
                                .withNewMetadata()
                                .endMetadata()
                                .build(),
                        account,
                        null))
                .inNamespace(namespace)
                .unlock()
                .serverSideApply();
        String name =
                job.getMetadata().getName() + "-" + UUID.randomUUID().toString().substring(0, 5);
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .addNewOwnerReference()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(job.getSpec().getTemplate().getSpec())
                        .editSpec()
                        .withServiceAccountName(account)
                        .withServiceAccount(null)
                        .endSpec()
                        .build())
                .create();
        return kubectl(
                "create",
                "token",
                account,
                "--audience=intalgo",
                "--bound-object-kind=Pod",
                "--bound-object-name=" + name);
    }

    private String kubectl(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-n";
        all[1] = namespace;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        ApiServer.Output output = ApiServer.shared().kubectl("", all);
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    private HttpRequest.Builder request(String path, String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(tasks + path)).timeout(Duration.ofSeconds(60));
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    /** Asks as a pod does, which waits until there is work. */
    private JsonNode work(String token) throws IOException, InterruptedException {
        HttpRequest request = request("?wait=20", "Bearer " + token).build();
        return JSON.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .path("tasks");
    }

    private HttpResponse<String> get(String authorization) throws IOException, InterruptedException {
        return http.send(request("", authorization).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(ConfigMap task, String body) throws IOException, InterruptedException {
        return post(task.getMetadata().getName(), body.getBytes(StandardCharsets.UTF_8), false, token);
    }

    private HttpResponse<String> post(String task, byte[] body, boolean gzip, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/" + task + "/result", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
