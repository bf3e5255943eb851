package dev.intalgo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiServerIT {
    private final ApiServer server = ApiServer.shared();

    @Test
    void keepsObjects() {
        assertThat(server.kubectl("", "create", "namespace", "kept").text()).contains("namespace/kept created");
        assertThat(server.kubectl("", "get", "namespace", "kept", "-o", "name").text())
                .isEqualTo("namespace/kept\n");
    }

    @Test
    void reviewsTokensOfAnAudience() {
        server.kubectl("", "create", "namespace", "reviewed");
        server.kubectl("", "-n", "reviewed", "create", "serviceaccount", "pod");
        String token = server.kubectl("", "-n", "reviewed", "create", "token", "pod", "--audience=intalgo")
                .text()
                .strip();
        String review = """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                 "spec": {"token": "%s", "audiences": ["intalgo"]}}
                """.formatted(token);
        assertThat(server.kubectl(review, "create", "-f", "-", "-o", "jsonpath={.status.user.username}")
                        .text())
                .isEqualTo("system:serviceaccount:reviewed:pod");
    }

    @Test
    void endsWhatItStarted() {
        ApiServer own = ApiServer.startWith();
        assertThat(own.kubectl("", "get", "--raw=/livez").text()).isEqualTo("ok");
        own.close();
        assertThat(own.kubeconfig()).doesNotExist();
    }
}
