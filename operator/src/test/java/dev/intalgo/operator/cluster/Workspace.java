package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.api.v1alpha1.Conditioned;
import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.Deployment;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionTimeoutException;

/** A namespace of a test's own, and what people do in it: apply manifests, look at them, clone repositories. */
final class Workspace implements AutoCloseable {
    /** Long, for a machine that is busy with other things. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static final String CONNECTION = """
            kind: Connection
            metadata: {name: shop}
            spec:
              adapter: postgres
              settings: {host: shop-db, dbname: shop, schema: public}
              credentials:
                user: {secretKeyRef: {name: shop-db, key: username}}
                password: {secretKeyRef: {name: shop-db, key: password}}
            """;

    final String namespace = "it-" + UUID.randomUUID().toString().substring(0, 8);
    final KubernetesClient client;
    final Pods pods;
    private final URI operator;

    Workspace(KubernetesClient client, URI operator) {
        this.client = client;
        this.operator = operator;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        this.pods = new Pods(client, namespace, operator);
    }

    /** Makes the Connection {@code shop} and its Secret. */
    Workspace connection() {
        secret("shop-db", Map.of("username", "reader", "password", "hunter2"));
        apply(CONNECTION);
        return this;
    }

    /** Makes the Connection and the project {@code shop} on the operator's volume, and waits until it is ready. */
    Workspace project(String llm) {
        connection();
        apply("""
                kind: IntalgoProject
                metadata: {name: shop}
                spec:
                  connectionRef: {name: shop}
                  dbt: {schema: analytics}
                  repository: {volume: {size: 64Mi}}
                  llm: %s
                """.formatted(llm));
        ready(IntalgoProject.class, "shop");
        return this;
    }

    /** A Question of project {@code shop} in mode Model with SQL written by hand. */
    void model(String name, String sql, String... more) {
        question(name, "mode: Model", "sql: \"" + sql + "\"", String.join("\n  ", more));
    }

    void question(String name, String... spec) {
        var more = String.join("\n  ", spec);
        var text = more.contains("text: ") ? "" : "text: \"What of %s?\"".formatted(name);
        apply("kind: Question\nmetadata: {name: %s}\nspec:\n  projectRef: {name: shop}\n  %s\n  %s\n"
                .formatted(name, text, more));
    }

    /** Applies a manifest of the operator's API, as {@code kubectl apply --server-side} does; later ones replace. */
    void apply(String manifest) {
        ApiServer.Output output = tryApply(manifest);
        assertThat(output.ok()).as(output.text()).isTrue();
    }

    ApiServer.Output tryApply(String manifest) {
        return ApiServer.shared()
                .kubectl(
                        "apiVersion: intalgo.dev/v1alpha1\n" + manifest,
                        "-n",
                        namespace,
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "-f",
                        "-");
    }

    void secret(String name, Map<String, String> values) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .endMetadata()
                        .withStringData(values)
                        .build())
                .serverSideApply();
    }

    <T extends CustomResource<?, ?>> T get(Class<T> kind, String name) {
        return client.resources(kind).inNamespace(namespace).withName(name).get();
    }

    <T extends CustomResource<?, ?>> void delete(Class<T> kind, String name) {
        client.resources(kind).inNamespace(namespace).withName(name).delete();
    }

    /** Without a resourceVersion, so that it cannot conflict with what the operator writes meanwhile. */
    <T extends CustomResource<?, ?>> void annotate(Class<T> kind, String name, String key, String value) {
        var patch = Map.of("metadata", Map.of("annotations", Map.of(key, value)));
        client.resources(kind)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
    }

    /** Writes a status in the operator's place; once more where the operator wrote at the same moment. */
    <T extends CustomResource<?, ?>> void editStatus(Class<T> kind, String name, UnaryOperator<T> change) {
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        e -> e instanceof KubernetesClientException k && k.getCode() == HttpURLConnection.HTTP_CONFLICT)
                .untilAsserted(() -> client.resources(kind)
                        .inNamespace(namespace)
                        .withName(name)
                        .editStatus(change));
    }

    /** Has the Connection, the project and all that belongs to it looked at again, without a change to any. */
    void touch() {
        annotate(Connection.class, "shop", "test/touched", UUID.randomUUID().toString());
    }

    /** Waits until an object is ready at its newest generation. */
    <T extends CustomResource<?, ? extends Conditioned>> T ready(Class<T> kind, String name) {
        return until(
                kind,
                name,
                object -> assertThat(condition(object, "Ready").getStatus())
                        .as(() -> String.valueOf(object.getStatus()))
                        .isEqualTo("True"));
    }

    /** Waits until an object is not ready, for this reason, at its newest generation; the condition's message. */
    <T extends CustomResource<?, ? extends Conditioned>> String notReady(Class<T> kind, String name, String reason) {
        return stopped(kind, name, "False", reason);
    }

    /** Waits until an object is at work, with this reason; the condition's message. */
    <T extends CustomResource<?, ? extends Conditioned>> String waiting(Class<T> kind, String name, String reason) {
        return stopped(kind, name, "Unknown", reason);
    }

    private <T extends CustomResource<?, ? extends Conditioned>> String stopped(
            Class<T> kind, String name, String status, String reason) {
        T object = until(kind, name, o -> {
            assertThat(condition(o, "Ready").getReason())
                    .as(() -> String.valueOf(o.getStatus()))
                    .isEqualTo(reason);
            assertThat(condition(o, "Ready").getStatus()).isEqualTo(status);
        });
        return condition(object, "Ready").getMessage();
    }

    /** Waits until something holds of an object whose status is about its newest generation. */
    <T extends CustomResource<?, ? extends Conditioned>> T until(Class<T> kind, String name, Consumer<T> holds) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(150)).untilAsserted(() -> {
                T object = get(kind, name);
                assertThat(object.getStatus())
                        .as(kind.getSimpleName() + " " + name)
                        .isNotNull();
                assertThat(object.getStatus().observedGeneration())
                        .isEqualTo(object.getMetadata().getGeneration());
                holds.accept(object);
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\nThere are: " + all(), e);
        }
        return get(kind, name);
    }

    /** How all objects are, and which Jobs there are: what one waits for may be because of another. */
    private List<String> all() {
        List<String> all = new ArrayList<>();
        for (var kind : List.of(Connection.class, IntalgoProject.class, Question.class, Deployment.class)) {
            for (var object :
                    client.resources(kind).inNamespace(namespace).list().getItems()) {
                var ready = condition((CustomResource<?, ? extends Conditioned>) object, "Ready");
                all.add("%s %s: %s, %s"
                        .formatted(
                                object.getKind(),
                                object.getMetadata().getName(),
                                ready.getReason(),
                                ready.getMessage()));
            }
        }
        for (var job : client.batch().v1().jobs().inNamespace(namespace).list().getItems()) {
            all.add("Job %s: %s"
                    .formatted(job.getMetadata().getName(), job.getStatus().getConditions()));
        }
        return all;
    }

    void eventually(Runnable holds) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(150)).untilAsserted(holds::run);
    }

    /** Sees that something holds and goes on to hold, for as long as an event takes to have its effect. */
    void staysSo(Runnable holds) {
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).untilAsserted(holds::run);
    }

    static Condition condition(CustomResource<?, ? extends Conditioned> object, String type) {
        return Optional.ofNullable(object.getStatus())
                .flatMap(status -> status.condition(type))
                .orElseGet(Condition::new);
    }

    /** The reasons of the Events about an object. */
    List<String> events(String kind, String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> e.getInvolvedObject().getKind().equals(kind)
                        && e.getInvolvedObject().getName().equals(name))
                .map(Event::getReason)
                .toList();
    }

    Clone repository() {
        return Clone.of(operator, namespace, "shop");
    }

    /** Takes away what would keep the operator busy; without a controller the namespace itself stays. */
    @Override
    public void close() {
        for (var kind : List.of(Deployment.class, Question.class, IntalgoProject.class, Connection.class)) {
            client.resources(kind).inNamespace(namespace).delete();
        }
        pods.close();
        var left = client.resources(Question.class).inNamespace(namespace);
        try {
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> left.list().getItems().isEmpty());
        } catch (ConditionTimeoutException e) {
            // A repository that cannot be reached keeps its Questions: as a person would, take the finalizer away.
            left.resources()
                    .forEach(question -> question.patch(
                            PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}"));
        }
    }
}
