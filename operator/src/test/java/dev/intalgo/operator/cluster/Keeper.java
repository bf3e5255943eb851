package dev.intalgo.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Plays the keepers of one namespace, as the Deployment controller, the kubelet and the runner do together: a Pod, a
 * token bound to it, reports over HTTP, and a clone by git in a folder that stands for the drive.
 */
final class Keeper implements AutoCloseable, ResourceEventHandler<Deployment> {
    /** Why keepers cannot go on from now on, as they would report; null where they can. */
    volatile String problem;
    /** Whether there is nobody who runs pods. */
    volatile boolean absent;

    private final KubernetesClient client;
    private final String namespace;
    private final URI operator;
    private final Path drives;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SharedIndexInformer<Deployment> deployments;
    private Future<?> running;
    private Pod pod;

    Keeper(KubernetesClient client, String namespace, URI operator, Path drives) {
        this.client = client;
        this.namespace = namespace;
        this.operator = operator;
        this.drives = drives;
        this.deployments = client.apps().deployments().inNamespace(namespace).inform(this);
    }

    @Override
    public synchronized void onAdd(Deployment deployment) {
        if (!absent) {
            pod = pod(deployment);
            running = threads.submit(() -> {
                try {
                    return keep(deployment, Pods.token(client, pod));
                } catch (IOException e) {
                    // A test that waits for it fails, and this is why.
                    Log.error("the keeper ends", e);
                    throw e;
                }
            });
        }
    }

    @Override
    public synchronized void onUpdate(Deployment before, Deployment deployment) {
        if (!before.getSpec().getTemplate().equals(deployment.getSpec().getTemplate())) {
            end();
            onAdd(deployment);
        }
    }

    @Override
    public synchronized void onDelete(Deployment deployment, boolean unknown) {
        end();
    }

    private void end() {
        if (running != null) {
            running.cancel(true);
            client.resource(pod).withGracePeriod(0).delete();
        }
    }

    /** The folder of a drive that a pod has the project in. */
    Path folder(Deployment deployment) {
        var spec = deployment.getSpec().getTemplate().getSpec();
        var volume = spec.getVolumes().stream()
                .filter(v -> v.getName().equals("drive"))
                .findFirst()
                .orElseThrow();
        var drive = volume.getNfs() == null
                ? volume.getPersistentVolumeClaim().getClaimName()
                : volume.getNfs().getServer() + volume.getNfs().getPath();
        return drives.resolve(drive.replace('/', '_')).resolve(env(deployment, "INTALGO_DRIVE_PATH"));
    }

    static String env(Deployment deployment, String name) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(env -> env.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private Void keep(Deployment deployment, String token) throws IOException, InterruptedException {
        var folder = folder(deployment);
        Files.createDirectories(folder);
        while (true) {
            JsonNode operatorHas = report(deployment, token, head(folder)).path("commit");
            if (problem == null) {
                sync(folder, operatorHas.isNull(), token);
            }
        }
    }

    private void sync(Path folder, boolean none, String token) throws IOException, InterruptedException {
        var url = operator.resolve("/git/" + namespace + "/shop.git").toString();
        var signedIn = "http.extraHeader=Authorization: Bearer " + token;
        if (!Files.exists(folder.resolve(".git"))) {
            if (!none) {
                git(folder, "-c", signedIn, "clone", "--quiet", url, ".");
            }
        } else {
            if (!none) {
                git(folder, "-c", signedIn, "pull", "--quiet", "--rebase", url, "main");
            }
            try {
                git(folder, "-c", signedIn, "push", "--quiet", url, "HEAD:refs/heads/main");
            } catch (IOException e) {
                if (!e.getMessage().contains("rejected")) {
                    throw e;
                }
                // Somebody was faster: the next round comes soon.
            }
        }
    }

    private static String head(Path folder) throws IOException, InterruptedException {
        return Files.exists(folder.resolve(".git")) ? git(folder, "rev-parse", "HEAD") : null;
    }

    private JsonNode report(Deployment deployment, String token, String commit)
            throws IOException, InterruptedException {
        ObjectNode report = Pods.JSON
                .createObjectNode()
                .put("drive", env(deployment, "INTALGO_DRIVE_ID"))
                .put("freeBytes", 1_000_000);
        if (problem == null) {
            report.put("commit", commit);
        } else {
            report.putObject("problem").put("reason", problem).put("message", "make it larger");
        }
        var request = HttpRequest.newBuilder(operator.resolve("/worker/v1/keep?wait=1"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(report.toString()))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return Pods.JSON.readTree(response.body());
    }

    /** What git printed. */
    static String git(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    /** A Pod that runs in a Deployment. */
    Pod pod(Deployment deployment) {
        var replicas = client.resource(new ReplicaSetBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withGenerateName(deployment.getMetadata().getName() + "-")
                        .withOwnerReferences(owner(deployment))
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(deployment.getSpec().getSelector())
                        .withTemplate(deployment.getSpec().getTemplate())
                        .endSpec()
                        .build())
                .create();
        return client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withGenerateName(deployment.getMetadata().getName() + "-")
                        .withLabels(
                                deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .withOwnerReferences(owner(replicas))
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .build())
                .create();
    }

    private static OwnerReference owner(HasMetadata object) {
        return new OwnerReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withController(true)
                .build();
    }

    @Override
    public void close() {
        deployments.close();
        threads.shutdownNow();
    }
}
