package dev.intalgo.console.object;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intalgo.console.page.Kind;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void saysThatTheApiServerIsNotThere() {
        var nowhere = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:9")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(nowhere).build()) {
            assertThatThrownBy(() -> Table.of(client, Kind.QUESTIONS, "shop"))
                    .isInstanceOf(KubernetesClientException.class);
        }
    }
}
