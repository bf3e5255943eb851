package dev.intalgo.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SecretWatchIT {
    @Test
    void getsNothingOfWhatIsInASecret() {
        List<Secret> seen = new CopyOnWriteArrayList<>();
        try (var client = client();
                var metadata = SecretWatch.metadataOnly(client.getConfiguration());
                var watch = metadata.secrets().inNamespace("default").watch(to(seen))) {
            create(client);
            await().until(() -> named(seen));
            var listed = metadata.secrets().inNamespace("default").list().getItems();
            assertThat(named(listed)).isTrue();
            assertThat(client.secrets()
                            .inNamespace("default")
                            .withName("watched")
                            .get()
                            .getData())
                    .containsKey("password");
            seen.addAll(listed);
            assertThat(seen).allSatisfy(secret -> {
                assertThat(secret.getMetadata().getResourceVersion()).isNotBlank();
                assertThat(secret.getData()).isNullOrEmpty();
            });
        }
    }

    @Test
    void takesANamespaceWithoutSecrets() {
        try (var client = client();
                var metadata = SecretWatch.metadataOnly(client.getConfiguration())) {
            assertThat(metadata.secrets().inNamespace("nowhere").list().getItems())
                    .isEmpty();
        }
    }

    private static KubernetesClient client() {
        var server = ApiServer.shared();
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.url())
                        .withOauthToken(server.token())
                        .withCaCertFile(server.certificateAuthority().toString())
                        .build())
                .build();
    }

    private static void create(KubernetesClient client) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("watched")
                        .endMetadata()
                        .withStringData(Map.of("password", "hunter2"))
                        .build())
                .serverSideApply();
    }

    private static boolean named(List<Secret> secrets) {
        return secrets.stream().anyMatch(s -> s.getMetadata().getName().equals("watched"));
    }

    private static Watcher<Secret> to(List<Secret> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Secret secret) {
                seen.add(secret);
            }

            @Override
            public void onClose(WatcherException cause) {
                // The test sees that nothing came.
            }
        };
    }
}
