package dev.intalgo.operator.cluster;

import dev.intalgo.operator.ClusterResource;
import dev.intalgo.operator.answer.FakeLlm;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole operator against a real API server, with an LLM that says what it is told to; one for all tests. */
@WithTestResource(ClusterResource.class)
abstract class ClusterTest {
    @Inject
    KubernetesClient client;

    @TestHTTPResource("/")
    URI operator;

    Workspace shop;
    FakeLlm llm;

    @BeforeEach
    void open() throws IOException {
        llm = new FakeLlm();
        shop = new Workspace(client, operator);
    }

    @AfterEach
    void close() {
        shop.close();
        llm.close();
    }

    /** The {@code spec.llm} of a project whose LLM is this test's. */
    String llm() {
        return "{model: small-model, endpoint: '%s'}".formatted(llm.endpoint());
    }

    /** An answer in the LLM's format. */
    static String answer(String sql) {
        return Pods.JSON
                .createObjectNode()
                .put("outcome", "answer")
                .put("sql", sql)
                .put("description", "One row for each order.")
                .toString();
    }
}
