package dev.intalgo.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.api.v1alpha1.Connection;
import dev.intalgo.api.v1alpha1.IntalgoProject;
import dev.intalgo.api.v1alpha1.Question;
import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.Adapters;
import dev.intalgo.operator.adapter.Method;
import dev.intalgo.operator.adapter.Setting;
import dev.intalgo.testing.ApiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every credential field of every adapter, and of all else, holds a canary; it must be seen nowhere but in its Secret. */
@QuarkusTest
class CanaryIT extends ClusterTest {
    private static final String CANARY = "canary-7Qx-";
    private static final String OBJECTS = "connections.intalgo.dev,intalgoprojects.intalgo.dev,questions.intalgo.dev,"
            + "configmaps,jobs,pods,serviceaccounts,events";

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    private final Log log = new Log();

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void stop() {
        Logger.getLogger("").removeHandler(log);
    }

    @Test
    void noCredentialOfAnyAdapterLeavesItsSecret() throws Exception {
        var connections = new ArrayList<String>();
        for (var adapter : adapters()) {
            for (var method : methods(adapter)) {
                connections.add(connection(adapter, method));
            }
        }
        connections.forEach(name -> shop.ready(Connection.class, name));
        assertThat(connections).hasSizeGreaterThan(20);
        assertNothingIsSeen();
    }

    @Test
    void noOtherCredentialDoes() throws Exception {
        shop.secret("shop-db", Map.of("username", CANARY + "user", "password", CANARY + "password"));
        shop.apply(Workspace.CONNECTION);
        byHand();
        shop.secret("llm", Map.of("key", CANARY + "llm"));
        llm.content(answer("SELECT id, customer_id AS total FROM sales.orders"));
        project("shop", "volume: {size: 64Mi}");
        shop.ready(IntalgoProject.class, "shop");
        shop.secret("git", Map.of("password", CANARY + "git"));
        project(
                "remote",
                "remote: {url: 'https://127.0.0.1:1/x.git', credentials: {https: {username: me, password:"
                        + " {secretKeyRef: {name: git, key: password}}}}}");
        shop.notReady(IntalgoProject.class, "remote", "RepositoryUnreachable");
        shop.question("totals", "mode: Model");
        shop.ready(Question.class, "totals");
        assertThat(llm.authorizations).contains("Bearer " + CANARY + "llm");
        assertThat(llm.requests.toString()).doesNotContain(CANARY);
        var clone = shop.repository();
        assertThat(clone.files().toString() + clone.log()).contains("totals").doesNotContain(CANARY);
        assertNothingIsSeen();
    }

    private void byHand() {
        shop.secret(
                "profile",
                Map.of(
                        "DB_PASSWORD",
                        CANARY + "variable",
                        "profiles.yml",
                        "shop: {target: a, outputs: {a: {type: postgres, user: u, pass: %shand}}}".formatted(CANARY)));
        shop.secret("datahub", Map.of("token", CANARY + "token"));
        var manifest = """
                kind: Connection
                metadata: {name: hand}
                spec:
                  profile: {secretKeyRef: {name: profile, key: profiles.yml}, name: shop%s}
                  datahub: {server: 'http://127.0.0.1:1', token: {secretKeyRef: {name: datahub, key: token}}}
                """;
        shop.apply(manifest.formatted(", target: nowhere"));
        shop.notReady(Connection.class, "hand", "ProfileInvalid");
        shop.apply(manifest.formatted(""));
        shop.ready(Connection.class, "hand");
    }

    private void project(String name, String repository) {
        shop.apply("""
                kind: IntalgoProject
                metadata: {name: %s}
                spec:
                  connectionRef: {name: shop}
                  repository: {%s}
                  llm: {model: small-model, endpoint: '%s', apiKey: {secretKeyRef: {name: llm, key: key}}}
                """.formatted(name, repository, llm.endpoint()));
    }

    private static List<Adapter> adapters() {
        var all = Adapters.load();
        return all.names().stream().map(all::find).map(a -> a.orElseThrow()).toList();
    }

    private static List<Map.Entry<String, Method>> methods(Adapter adapter) {
        return adapter.methods().isEmpty()
                ? List.of(Map.entry("none", new Method("", null, null, null, false, null, null, null)))
                : List.copyOf(adapter.methods().entrySet());
    }

    /** A Connection that has all that a method takes from a Secret, the secrets that go with any method too. */
    private String connection(Adapter adapter, Map.Entry<String, Method> method) {
        var name = (adapter.name() + "-" + method.getKey()).replace('_', '-');
        var settings = new LinkedHashMap<String, String>();
        if (method.getValue().explicit()) {
            settings.putAll(method.getValue().fixed());
        }
        var values = new TreeMap<String, String>();
        for (var key : keys(adapter, method.getValue())) {
            var setting = adapter.settings().get(key);
            if (setting.type() == Setting.Type.STRING) {
                values.put(key, CANARY + name + "-" + key);
            } else if (setting.required()) {
                settings.put(key, setting.example());
            }
        }
        shop.secret(name, values);
        var credentials = values.keySet().stream()
                .map(key -> "%s: {secretKeyRef: {name: %s, key: %s}}".formatted(key, name, key))
                .collect(Collectors.joining(", "));
        shop.apply("kind: Connection\nmetadata: {name: %s}\nspec: {adapter: %s, settings: %s, credentials: {%s}}\n"
                .formatted(name, adapter.name(), Pods.JSON.valueToTree(settings), credentials));
        return name;
    }

    private static Set<String> keys(Adapter adapter, Method method) {
        var ofMethods = adapter.methods().values().stream()
                .flatMap(m -> m.keys().stream())
                .collect(Collectors.toSet());
        Set<String> keys = new LinkedHashSet<>(method.needs());
        keys.addAll(method.optional());
        adapter.settings().forEach((key, setting) -> {
            if (setting.required() || (setting.secret() || setting.file()) && !ofMethods.contains(key)) {
                keys.add(key);
            }
        });
        keys.removeAll(method.fixed().keySet());
        return keys;
    }

    private void assertNothingIsSeen() throws IOException, InterruptedException {
        var objects = ApiServer.shared().kubectl("", "-n", shop.namespace, "get", OBJECTS, "-o", "yaml");
        assertThat(objects.ok()).as(objects.text()).isTrue();
        assertThat(objects.text()).contains("kind: ConfigMap", "kind: Job", "kind: Event");
        var measured = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(measured.statusCode()).isEqualTo(200);
        var encoded = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(CANARY.substring(0, 9).getBytes(StandardCharsets.UTF_8));
        assertThat(Stream.of(objects.text(), measured.body(), log.text()))
                .allSatisfy(text -> assertThat(text).isNotEmpty().doesNotContain(CANARY, encoded));
    }

    /** What the operator logs, whole, with exceptions. */
    private static final class Log extends Handler {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            lines.add(new SimpleFormatter().format(record));
        }

        String text() {
            return "log:" + String.join("\n", lines);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
